# Laboratory values by grade.

after_first_dose <- function(frame) frame[!is.na(frame$ADY) & frame$ADY > 1, ]

per_patient <- function(x, subject, f) {
  known <- !is.na(x)
  tapply(x[known], subject[known], f)
}

worst_on_treatment <- function(param) {
  values <- on_treatment(adlb[adlb$PARAMCD == param, ])
  per_patient(values$ATOXGR, values$USUBJID, max)
}

lab_worst_grade <- function(request) {
  subjects <- patients(request)
  worst <- worst_on_treatment(request$variable)[subjects]
  level <- request$variable_level
  chosen <- switch(level,
    missing = is.na(worst), `>=3` = worst %in% 3:4, worst %in% as.numeric(level)
  )
  share(request$stat, sum(chosen), length(subjects))
}

lab_shift <- function(request) {
  values <- adlb[adlb$PARAMCD == request$variable, ]
  baseline <- per_patient(values$BTOXGR, values$USUBJID, function(x) x[1])
  subjects <- patients(request)
  in_grades <- function(x) {
    x <- x[subjects]
    ifelse(is.na(x), "missing", as.character(x))
  }
  from_to <- strsplit(request$variable_level, "->", fixed = TRUE)[[1]]
  sum(in_grades(baseline) == from_to[1] &
    in_grades(worst_on_treatment(request$variable)) == from_to[2])
}
