# Laboratory values by grade, and biomarkers.

after_first_dose <- function(frame) frame[!is.na(frame$ADY) & frame$ADY > 1, ]

per_patient <- function(x, subject, f) {
  known <- !is.na(x)
  tapply(x[known], subject[known], f)
}

worst_on_treatment <- function(param) {
  values <- after_first_dose(adlb[adlb$PARAMCD == param & adlb$ONTRTFL %in% "Y", ])
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

changes <- function(param) {
  values <- after_first_dose(adlb[adlb$PARAMCD == param, ])
  values[!is.na(values$PCHG), ]
}

biomarker <- function(request) {
  values <- changes(request$variable)
  values <- values[values$USUBJID %in% patients(request), ]
  if (request$variable_level == "best") {
    return(summarised(request$stat, tapply(values$PCHG, values$USUBJID, min)))
  }
  visit <- values[values$AVISIT %in% request$variable_level & values$ANL01FL %in% "Y", ]
  visit <- visit[order(visit$USUBJID, visit$ADT), ]
  summarised(request$stat, visit$PCHG[!duplicated(visit$USUBJID, fromLast = TRUE)])
}

tolerance <- 1e-9  # percent: binary numbers do not hold 0.7

response <- function(request) {
  key <- request$variable_level
  param <- request$variable
  values <- changes(param)
  values <- values[values$USUBJID %in% patients(request), ]
  if (key %in% c("without_baseline", "without_later_value")) {
    with_baseline <- adlb$USUBJID[adlb$PARAMCD == param & !is.na(adlb$BASE) & adlb$BASE > 0]
    with_baseline <- intersect(patients(request), with_baseline)
    return(switch(key,
      without_baseline = length(setdiff(patients(request), with_baseline)),
      without_later_value = length(setdiff(with_baseline, values$USUBJID))
    ))
  }
  evaluable <- length(unique(values$USUBJID))
  if (key == "evaluable") return(evaluable)
  threshold <- as.numeric(sub(".*_", "", key))
  fallen <- values[values$PCHG <= -threshold + tolerance, ]
  days <- if (startsWith(key, "confirmed")) {
    as.numeric(markers$confirmation_days[markers$param == param])
  } else {
    0
  }
  span <- tapply(as.numeric(fallen$ADT), fallen$USUBJID, function(date) diff(range(date)))
  share(request$stat, sum(span >= days), evaluable)
}
