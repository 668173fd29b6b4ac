# What stands beside the curves: restricted means, competing causes, models of several factors,
# proportional hazards, influence of patients and sites, partial dates, medians groups are cut at.

cut_at <- function(request) {
  median(adsl[[sub("GR1$", "BL", request$variable)]], na.rm = TRUE)
}

# The start of a conditional curve: the month, and who is at risk then.
km_start <- function(request) {
  start <- as.numeric(sub(".*from month ", "", request$method))
  if (request$stat == "month") return(start)
  frame <- times(request$variable, patients(request))
  sum(frame$time > start & frame$entry < start)
}

first_level <- function(param, variable) {
  frame <- times(param, adsl$USUBJID)
  levels(droplevels(as_groups(variable)[match(frame$USUBJID, adsl$USUBJID)]))[1]
}

rmst <- function(request) {
  tau <- as.numeric(request$variable_level)
  mean_of <- function(subjects) {
    frame <- times(request$variable, subjects)
    survival:::survmean(survfit(outcome_of(frame) ~ 1), rmean = tau)$matrix[c("rmean", "se(rmean)")]
  }
  found <- mean_of(patients(request))
  if (startsWith(request$stat, "difference_")) {
    request$group_level <- first_level(request$variable, request$group)
    other <- mean_of(patients(request))
    found <- c(found[[1]] - other[[1]], sqrt(found[[2]]^2 + other[[2]]^2))
  }
  z <- qnorm(0.5 + confidence / 2)
  switch(sub("difference_", "", request$stat),
    estimate = found[[1]], lower = found[[1]] - z * found[[2]], upper = found[[1]] + z * found[[2]]
  )
}

# Causes of an endpoint of ADTTE as EVNTDESC names them; other endpoints are not derived here.
cif_of_times <- function(request) {
  words <- strsplit(request$variable, " ", fixed = TRUE)[[1]]
  records <- adtte[adtte$PARAMCD == words[1] & adtte$USUBJID %in% patients(request), ]
  if (nrow(records) == 0) return(NULL)
  time <- records$AVAL / month
  kind <- gsub("[^a-z0-9]+", "-", tolower(records$EVNTDESC))
  kind <- ifelse(records$CNSR == 0, kind, "censored")
  landmark <- as.numeric(request$variable_level)
  if (request$stat == "n") return(length(time))
  if (request$stat == "n_risk") return(sum(time >= landmark))
  if (request$stat == "events") return(sum(kind == words[2]))
  kinds <- c("censored", sort(setdiff(unique(kind), "censored")))
  fit <- survfit(Surv(time, factor(kind, kinds)) ~ 1,
                 conf.type = choices[["km_conf_type"]], conf.int = confidence)
  if (landmark > max(time) && min(fit$pstate[, 1]) > 1e-12) return(NA)
  there <- summary(fit, times = landmark, extend = TRUE)
  column <- match(words[2], fit$states)
  estimate <- there$pstate[1, column]
  if (estimate == 0 && request$stat != "estimate") return(NA)
  switch(request$stat,
    estimate = estimate, lower = there$lower[1, column], upper = there$upper[1, column]
  )
}

# Times and factors of the patients of whom all factors of a model are known, and the model.
of_model <- function(param, variables) {
  frame <- times(param, adsl$USUBJID)
  for (variable in variables) {
    frame[[variable]] <- as_groups(variable)[match(frame$USUBJID, adsl$USUBJID)]
  }
  all <- nrow(frame)
  frame <- droplevels(frame[complete.cases(frame[variables]), ])
  list(frame = frame, all = all, fit = coxph(
    reformulate(variables, "outcome_of(frame)"), frame, ties = "efron",
    control = coxph.control(eps = 1e-11, iter.max = 100)
  ))
}

cox_multivariable <- function(request) {
  variables <- strsplit(sub("^Cox, (.*) together.*$", "\\1", request$method), ", ")[[1]]
  model <- of_model(request$variable, variables)
  frame <- model$frame
  result <- summary(model$fit, conf.int = confidence)
  if (request$variable_level == "") {
    parameters <- sum(!is.na(coef(model$fit)))
    return(switch(request$stat,
      n = nrow(frame), with_times = model$all, excluded = model$all - nrow(frame),
      events = sum(frame$event), parameters = parameters,
      events_per_parameter = sum(frame$event) / parameters,
      concordance = result$concordance[["C"]], concordance_se = result$concordance[["se(C)"]],
      lr_statistic = result$logtest[["test"]], lr_df = result$logtest[["df"]],
      lr_p = result$logtest[["pvalue"]]
    ))
  }
  term <- strsplit(request$variable_level, "=", fixed = TRUE)[[1]]
  level <- paste(term[-1], collapse = "=")
  mine <- frame[[term[1]]] == level
  if (request$stat == "n") return(sum(mine))
  if (request$stat == "events") return(sum(frame$event[mine]))
  name <- paste0(term[1], level)
  limits <- result$conf.int[name, ]
  switch(request$stat,
    coef = result$coefficients[name, "coef"], se = result$coefficients[name, "se(coef)"],
    hr = limits[[1]], lower = limits[[3]], upper = limits[[4]],
    p = result$coefficients[name, "Pr(>|z|)"]
  )
}

ph_test <- function(request) {
  variables <- strsplit(sub("^.*; model of ", "", request$method), ", ")[[1]]
  model <- of_model(request$variable, variables)
  # cox.zph looks for the data of the fit by name.
  model$fit$formula <- eval(model$fit$formula)
  environment(model$fit$formula) <- list2env(list(frame = model$frame), parent = globalenv())
  model$fit$call$data <- model$frame
  table <- cox.zph(model$fit)$table
  table[request$variable_level, switch(request$stat, statistic = "chisq", df = "df", p = "p")]
}

median_of <- function(frame) {
  found <- quantile(curve(frame), 0.5)
  c(median = found$quantile[[1]], median_lower = found$lower[[1]], median_upper = found$upper[[1]])
}

influence <- function(request) {
  frame <- times(request$variable, adsl$USUBJID)
  if (request$variable_level != "") {
    unit <- if (request$variable_level == "patient") frame$USUBJID else {
      adsl$SITEID[match(frame$USUBJID, adsl$USUBJID)]
    }
    medians <- sapply(unique(unit), function(one) median_of(frame[unit != one, ])[["median"]])
    return(switch(request$stat, median_min = min(medians, na.rm = TRUE), median_max = max(medians)))
  }
  mine <- frame$USUBJID %in% patients(request)
  if (request$stat == "n") return(sum(mine))
  if (request$stat == "events") return(sum(frame$event[mine]))
  others <- if (request$group == "") frame else frame[!mine, ]
  if (request$stat == "change") return(median_of(others)[["median"]] - median_of(frame)[["median"]])
  median_of(others)[[request$stat]]
}

# The earliest or latest full date that a partial one can be; dates are days since 1970.
bound <- function(date, flag, latest) {
  date <- as.Date(substr(date, 1, 10))
  from <- as.Date(ifelse(flag %in% "M", format(date, "%Y-01-01"), format(date, "%Y-%m-01")))
  next_start <- as.Date(sapply(seq_along(from), function(i) {
    if (is.na(from[i])) NA else seq(from[i], by = if (flag[i] %in% "M") "year" else "month", length.out = 2)[2]
  }), origin = "1970-01-01")
  ifelse(is.na(flag), date, if (latest) next_start - 1 else from)
}

times_at_bound <- function(param, latest) {
  day <- function(x) as.numeric(as.Date(substr(x, 1, 10)))
  cutoff <- day(choices[["data_cutoff"]])
  first <- day(adsl$TRTSDT)
  seen <- day(adsl$LSTALVDT)
  died <- adsl$DTHFL == "Y"
  death <- bound(adsl$DTHDT, adsl$DTHDTF, latest)
  partial <- !is.na(adsl$DTHDTF)
  death <- ifelse(partial, pmin(pmax(death, seen), cutoff), death)
  end <- ifelse(died, death, seen)
  event <- as.numeric(died)
  if (param == "TTNTD") {
    treated <- adcm[adcm$USUBJID %in% adsl$USUBJID & !adcm$CMCLAS %in% "supportive", ]
    of_patient <- match(treated$USUBJID, adsl$USUBJID)
    later <- which(as.numeric(treated$ASTDT) > first[of_patient])
    treated <- treated[later, ]
    start <- pmax(bound(treated$ASTDT, treated$ASTDTF, latest), first[of_patient[later]] + 1)
    following <- tapply(start, factor(treated$USUBJID, adsl$USUBJID), min)
    earlier <- !is.na(following) & following <= end
    end <- ifelse(earlier, following, end)
    event <- ifelse(earlier, 1, event)
  }
  data.frame(time = (end - first) / month, event = event)
}

partial_dates <- function(request) {
  at <- request$variable_level
  if (request$stat == "n") {
    both <- lapply(c(FALSE, TRUE), function(latest) times_at_bound(request$variable, latest))
    return(sum(both[[1]]$time != both[[2]]$time | both[[1]]$event != both[[2]]$event))
  }
  frame <- if (at == "stated") times(request$variable, adsl$USUBJID) else {
    times_at_bound(request$variable, at == "latest")
  }
  median_of(frame)[[request$stat]]
}
