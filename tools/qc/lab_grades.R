# Laboratory values graded again from the text of CTCAE, worst grades by both versions.

fixed <- list(  # below these a value has grade 2, 3, 4; below the lower limit of normal grade 1
  HGB = c(100, 80), PLAT = c(75, 50, 25), NEUT = c(1.5, 1, 0.5), WBC = c(3, 2, 1),
  LYM = c(0.8, 0.5, 0.2)
)
printed <- c(6.2, 4.9)  # the same of HGB in mmol/L, which CTCAE prints rounded
grams <- 10 / 0.6206  # g/L of haemoglobin in one mmol/L
multiples <- list(  # above these multiples of the upper limit a value has grade 1, 2, 3, 4
  ALP = c(1, 2.5, 5, 20), ALT = c(1, 3, 5, 20), AST = c(1, 3, 5, 20), BILI = c(1, 1.5, 3, 10),
  GGT = c(1, 2.5, 5, 20)
)
first_of_baseline <- c(ALP = 2, ALT = 1.5, AST = 1.5, BILI = 1, GGT = 2)
counts_itself <- c("ALP", "ALT", "AST", "GGT")  # the first multiple of the baseline has grade 1 already

over <- function(value, bounds, limit, first = 0) {
  grade <- rep(first, length(value))
  for (bound in bounds) grade <- grade + (signif(value, 15) > signif(bound * limit, 15))
  grade
}

graded_low <- function(param, x) {
  grade <- ifelse(signif(x$AVAL, 15) < signif(x$ANRLO, 15), 1, 0)
  in_moles <- param == "HGB" & grepl("^ *mmol */ *l *$", x$LBORRESU, ignore.case = TRUE)
  for (k in seq_along(fixed[[param]])) {
    bound <- ifelse(in_moles, printed[k] * grams, fixed[[param]][k])
    grade[signif(x$AVAL, 15) < signif(bound, 15)] <- k + 1
  }
  grade
}

graded_high <- function(param, version, x) {
  of_limit <- over(x$AVAL, multiples[[param]], x$ANRHI)
  if (version == "4.03") return(of_limit)
  bounds <- c(first_of_baseline[[param]], multiples[[param]][-1])
  of_baseline <- over(x$AVAL, bounds, x$BASE)
  if (param %in% counts_itself) {
    on_it <- signif(x$AVAL, 15) == signif(bounds[1] * x$BASE, 15)
    of_baseline[on_it %in% TRUE] <- 1
  }
  own <- ifelse(is.na(x$BASE_ULN), x$ANRHI, x$BASE_ULN)
  abnormal <- !is.na(x$BASE) & signif(x$BASE, 15) > signif(own, 15)
  ifelse(abnormal %in% TRUE, of_baseline, ifelse(is.na(x$ANRHI), NA, of_limit))
}

graded_creatinine <- function(version, x) {
  of_limit <- over(x$AVAL, c(1, 1.5, 3, 6), x$ANRHI)
  of_baseline <- over(x$AVAL, c(1, 1.5, 3), x$BASE)
  if (version == "5.0") of_baseline[of_baseline %in% 1] <- 0
  worst <- pmax(of_limit, of_baseline, na.rm = TRUE)
  # no grade is known to be 0 while a limit that grade 1 needs is missing
  unknown <- is.na(of_limit) | (version == "4.03" & is.na(of_baseline))
  ifelse(unknown & worst %in% 0, NA, worst)
}

ctcae <- function(param, version, x) {
  for (limit in c("ANRLO", "ANRHI", "BASE", "BASE_ULN")) x[[limit]][x[[limit]] %in% 0] <- NA
  if (param %in% names(fixed)) return(graded_low(param, x))
  if (param == "CREAT") return(graded_creatinine(version, x))
  if (param == "LDH") return(if (version == "5.0") over(x$AVAL, 1, x$ANRHI) else NA * x$AVAL)
  graded_high(param, version, x)
}

with_baseline_limit <- function(param) {
  x <- adlb[adlb$PARAMCD == param, ]
  flagged <- x[x$ABLFL %in% "Y", ]
  flagged <- flagged[!duplicated(flagged$USUBJID, fromLast = TRUE), ]
  x$BASE_ULN <- flagged$ANRHI[match(x$USUBJID, flagged$USUBJID)]
  x
}

known_worst <- new.env()
worst_by <- function(param, version) {
  key <- paste(param, version)
  if (is.null(known_worst[[key]])) {
    x <- with_baseline_limit(param)
    x$grade <- ctcae(param, version, x)
    x <- on_treatment(x)
    known_worst[[key]] <- per_patient(x$grade, x$USUBJID, max)
  }
  known_worst[[key]]
}

lab_version <- function(request) {
  subjects <- patients(request)
  worst <- function(version) worst_by(request$variable, version)[subjects]
  chosen <- if (request$variable_level == "differ") {
    worst("5.0") != worst("4.03")
  } else {
    words <- regmatches(request$variable_level, gregexpr("[0-9.]+", request$variable_level))[[1]]
    worst(words[1]) >= as.numeric(words[2])
  }
  share(request$stat, sum(chosen, na.rm = TRUE), length(subjects))
}
