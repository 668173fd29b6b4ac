# Datasets, the study's choices, and groups of patients.

as_read <- function(file, na.strings = character()) {
  read.csv(file.path(folder, file), colClasses = "character", encoding = "UTF-8",
           check.names = FALSE, na.strings = na.strings)
}

choices <- local({
  given <- as_read("choices.csv")
  setNames(given$value, given$name)
})
confidence <- as.numeric(choices[["confidence_level"]])
month <- as.numeric(choices[["month_days"]])
declared_levels <- as_read("levels.csv")
markers <- as_read("biomarkers.csv")
numbers <- as_read("numbers.csv")

# A dataset: columns of numbers as such, dates as days, all else as text; empty cells are missing.
dataset <- function(name) {
  frame <- as_read(paste0(name, ".csv"), na.strings = "")
  for (column in numbers$column[numbers$dataset == name]) {
    frame[[column]] <- as.numeric(frame[[column]])
  }
  for (column in intersect(c("ADT", "ASTDT"), names(frame))) {
    frame[[column]] <- as.Date(substr(frame[[column]], 1, 10))
  }
  frame
}
all_records <- dataset("adsl")
adsl <- all_records[all_records$SAFFL %in% "Y", ]
adae <- dataset("adae")
adcm <- dataset("adcm")
adex <- dataset("adex")
adlb <- dataset("adlb")
adtte <- dataset("adtte")

day <- function(x) if (is.null(x)) as.Date(rep(NA, nrow(adsl))) else as.Date(substr(x, 1, 10))
cutoff <- as.Date(choices[["data_cutoff"]])

in_words <- function(x) {
  if (is.numeric(x)) ifelse(is.na(x), NA, sprintf("%.15g", x)) else as.character(x)
}

# Patients of the safety population in the group of a request.
patients <- function(request) {
  if (request$group == "") return(adsl$USUBJID)
  adsl$USUBJID[in_words(adsl[[request$group]]) %in% request$group_level]
}

# A grouping variable as a factor: levels as declared in the study, any others in order.
as_groups <- function(variable) {
  x <- in_words(adsl[[variable]])
  declared <- declared_levels$level[declared_levels$variable == variable]
  others <- sort(unique(na.omit(adsl[[variable]])), method = "radix")
  factor(x, unique(c(declared, in_words(others))))
}

how_many <- function(subjects, request) length(intersect(patients(request), subjects))
