# Laboratory values over the visits, their nadir on treatment and recovery from it.

lab_course <- function(request) {
  x <- adlb[adlb$PARAMCD == request$variable & adlb$USUBJID %in% patients(request), ]
  x <- if (request$variable_level == "Baseline") {
    x[x$ABLFL %in% "Y", ]
  } else {
    x <- after_first_dose(x)
    x[x$AVISIT %in% request$variable_level & x$ANL01FL %in% "Y", ]
  }
  x <- x[order(x$USUBJID, x$ADT), ]
  summarised(request$stat, x$AVAL[!duplicated(x$USUBJID, fromLast = TRUE)])
}

# The two grades of a method: "worst grade 2 or higher, recovery to grade 1 or lower".
grades_of <- function(method) {
  as.numeric(regmatches(method, gregexpr("(?<=grade )[0-9]", method, perl = TRUE))[[1]])
}

known_nadirs <- new.env()
nadir_of <- function(param, subjects, target) {
  key <- paste(param, target)
  if (is.null(known_nadirs[[key]])) known_nadirs[[key]] <- nadirs(param, target)
  found <- known_nadirs[[key]]
  found[found$USUBJID %in% subjects, ]
}

nadirs <- function(param, target) {
  x <- adlb[adlb$PARAMCD == param, ]
  rows <- lapply(split(x, x$USUBJID), function(mine) {
    mine <- mine[order(mine$ADT), ]
    treated <- on_treatment(mine)
    if (nrow(treated) == 0) return(NULL)
    low <- treated[which.min(treated$AVAL), ]
    later <- mine[mine$ADT > low$ADT & !is.na(mine$ATOXGR), ]
    back <- later[later$ATOXGR <= max(target, low$BTOXGR, na.rm = TRUE), ]
    until <- if (nrow(back)) min(back$ADT) else if (nrow(later)) max(later$ADT) else low$ADT
    worst <- suppressWarnings(max(treated$ATOXGR, na.rm = TRUE))
    data.frame(
      USUBJID = low$USUBJID, nadir = low$AVAL, change = low$PCHG, day = low$ADY - 1, worst = worst,
      worse = is.na(low$BTOXGR) | worst > low$BTOXGR,
      recovered = nrow(back) > 0, days = as.numeric(until - low$ADT)
    )
  })
  do.call(rbind, rows)
}

lab_nadir <- function(request) {
  level <- request$variable_level
  subjects <- patients(request)
  grades <- grades_of(request$method)
  x <- nadir_of(request$variable, subjects, if (length(grades) == 2) grades[2] else 0)
  if (level == "evaluable") return(share(request$stat, nrow(x), length(subjects)))
  if (level %in% c("nadir", "change", "day")) return(summarised(request$stat, x[[level]]))
  if (startsWith(level, ">=")) {
    severe <- sum(x$worst >= as.numeric(sub(">=", "", level)))
    return(share(request$stat, severe, length(subjects)))
  }
  severe <- x[x$worst >= grades[1], ]
  worse <- severe[severe$worse, ]
  if (level == "worse") return(share(request$stat, nrow(worse), nrow(severe)))
  if (level == "recovered") return(share(request$stat, sum(worse$recovered), nrow(worse)))
  if (nrow(worse) == 0) return(NA)
  fit <- survfit(Surv(days, recovered) ~ 1, worse,
                 conf.type = choices[["km_conf_type"]], conf.int = confidence)
  q <- quantile(fit, 0.5)
  switch(request$stat, median = q$quantile, lower = q$lower, upper = q$upper)
}
