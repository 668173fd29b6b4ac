# Cox models of one factor: its levels against the first that has patients.

cox <- function(request) {
  term <- strsplit(request$variable_level, "=", fixed = TRUE)[[1]]
  level <- paste(term[-1], collapse = "=")
  frame <- times(request$variable, adsl$USUBJID)
  frame$factor <- droplevels(as_groups(term[1])[match(frame$USUBJID, adsl$USUBJID)])
  mine <- frame$factor %in% level
  if (request$stat == "n") return(sum(mine))
  if (request$stat == "events") return(sum(frame$event[mine]))
  fit <- tryCatch(
    coxph(outcome_of(frame) ~ factor, frame, ties = "efron"),
    warning = function(w) NULL  # no finite estimate
  )
  if (is.null(fit)) return(NA)
  name <- paste0("factor", level)
  result <- summary(fit, conf.int = confidence)
  limits <- result$conf.int[name, ]
  switch(request$stat,
    coef = result$coefficients[name, "coef"], se = result$coefficients[name, "se(coef)"],
    hr = limits[[1]], lower = limits[[3]], upper = limits[[4]],
    p = result$coefficients[name, "Pr(>|z|)"]
  )
}
