# Time to event.

times <- function(param, subjects) {
  records <- adtte[adtte$PARAMCD == param & adtte$USUBJID %in% subjects, ]
  same_day <- records$AVAL == records$ENTRY  # at risk on that day: enters half a day before
  entry <- pmax(records$ENTRY - 0.5 * same_day, 0)
  data.frame(
    USUBJID = records$USUBJID, entry = entry / month, time = records$AVAL / month,
    event = as.numeric(records$CNSR == 0), same_day = same_day
  )
}

enters_late <- function(frame) any(frame$entry > 0)
outcome_of <- function(frame, delayed = enters_late(frame)) {
  with(frame, if (delayed) Surv(entry, time, event) else Surv(time, event))
}

curve <- function(frame, delayed = FALSE) {
  survfit(outcome_of(frame, delayed) ~ 1, conf.type = choices[["km_conf_type"]], conf.int = confidence)
}

km <- function(request) {
  frame <- times(request$variable, patients(request))
  delayed <- grepl("delayed entry", request$method)
  if (grepl("from month", request$method)) {  # conditional on living beyond it
    frame <- frame[frame$time > as.numeric(sub(".*from month ", "", request$method)), ]
  }
  if (request$stat == "n") return(nrow(frame))
  if (request$stat == "events") return(sum(frame$event))
  if (request$stat == "same_day") return(sum(frame$same_day))
  fit <- curve(frame, delayed)
  if (startsWith(request$stat, "gap_")) return(gap(fit, frame, request$stat))
  q <- quantile(fit, c(0.25, 0.5, 0.75))
  switch(request$stat,
    q1 = q$quantile[[1]], median = q$quantile[[2]], q3 = q$quantile[[3]],
    median_lower = q$lower[[2]], median_upper = q$upper[[2]],
    at_landmark(fit, frame, as.numeric(request$variable_level), request$stat, delayed)
  )
}

# After the last time survival is known only where it has come down to 0.
at_landmark <- function(fit, frame, landmark, stat, delayed) {
  if (stat == "n_risk") {
    return(sum(frame$time >= landmark & (!delayed | frame$entry < landmark)))
  }
  if (landmark > max(fit$time) && min(fit$surv) > 0) return(NA)
  there <- summary(fit, times = landmark, extend = TRUE)
  switch(stat, surv = there$surv, surv_lower = there$lower, surv_upper = there$upper)
}

# Where delayed entry leaves nobody at risk before the last exit.
gap <- function(fit, frame, stat) {
  exits <- sort(unique(frame$time))
  surv <- summary(fit, times = exits, extend = TRUE)$surv
  left <- sapply(exits, function(exit) sum(frame$time > exit & frame$entry <= exit))
  first <- which(left == 0 | surv == 0)[1]
  switch(stat, gap_start = exits[first], gap_end = max(exits), gap_surv = surv[first])
}

follow_up <- function(request) {
  frame <- times(request$variable, patients(request))
  frame$event <- 1 - frame$event
  q <- quantile(curve(frame), 0.5)
  switch(request$stat, median = q$quantile, lower = q$lower, upper = q$upper)
}

# With late entry, which survdiff does not take, the score test of the exact Cox model.
logrank_late <- function(frame, stat) {
  test <- summary(coxph(Surv(entry, time, event) ~ group, frame, ties = "exact"))$sctest
  switch(stat, statistic = test[["test"]], df = test[["df"]], p = test[["pvalue"]])
}

logrank <- function(request) {
  frame <- times(request$variable, adsl$USUBJID)
  frame$group <- droplevels(as_groups(request$variable_level)[match(frame$USUBJID, adsl$USUBJID)])
  if (enters_late(frame)) return(logrank_late(frame, request$stat))
  test <- survdiff(Surv(time, event) ~ group, frame)
  df <- length(test$n) - 1
  switch(request$stat,
    statistic = test$chisq, df = df, p = pchisq(test$chisq, df, lower.tail = FALSE)
  )
}
