# Public data sets, each brought into one form, and what R says of them; sourced by make.R.
# Columns: entry (where delayed), time, event, cause (where causes compete), group, stratum and
# the covariates of the Cox model. Only patients with all of them known.
set <- function(..., covariates) {
  frame <- data.frame(..., covariates)
  list(data = frame[complete.cases(frame), ], covariates = names(covariates))
}
levels_of <- function(x, name) {
  levels <- sort(unique(x))[-1]
  as.data.frame(sapply(setNames(levels, paste0(name, seq_along(levels))), function(l) as.numeric(x == l)))
}
colon_death <- subset(colon, etype == 2)
waiting <- subset(transplant, !is.na(age))
sets <- list(
  lung = with(lung, set(
    time = time, event = status - 1, group = sex, stratum = ph.ecog,
    covariates = data.frame(age, sex, karno = ph.karno)
  )),
  veteran = with(veteran, set(
    time = time, event = status, group = celltype, stratum = trt,
    covariates = data.frame(age, karno, levels_of(celltype, "cell"))
  )),
  channing = with(channing, set(
    entry = ageentry, time = age, event = death, group = gender, stratum = third,
    covariates = data.frame(gender, odd = obs %% 2)
  )),
  mgus2 = with(mgus2, set(
    time = time, event = as.numeric(cause != "censor"), cause = as.numeric(cause) - 1,
    group = sex, stratum = as.numeric(age > 70),
    covariates = data.frame(age, male = as.numeric(sex == "M"), hgb)
  )),
  aml = with(aml, set(
    time = time, event = status, group = x, stratum = 1,
    covariates = data.frame(maintained = as.numeric(x == "Maintained"))
  )),
  ovarian = with(ovarian, set(
    time = futime, event = fustat, group = rx, stratum = resid.ds,
    covariates = data.frame(age, rx, ecog = ecog.ps)
  )),
  kidney = with(kidney, set(
    time = time, event = status, group = sex, stratum = disease,
    covariates = data.frame(age, sex, levels_of(as.character(disease), "disease"))
  )),
  pbc = with(pbc, set(
    time = time, event = as.numeric(status == 2), cause = status, group = trt, stratum = sex,
    covariates = data.frame(age, edema, bili, albumin, protime)
  )),
  colon = with(colon_death, set(
    time = time, event = status, group = rx, stratum = differ,
    covariates = data.frame(age, sex, nodes, obstruct, levels_of(as.character(rx), "rx"))
  )),
  heart = with(heart, set(
    entry = start, time = stop, event = event, group = transplant, stratum = surgery,
    covariates = data.frame(age, year, transplant = as.numeric(transplant == 1))
  )),
  rats = with(rats, set(
    time = time, event = status, group = rx, stratum = litter,
    covariates = data.frame(rx, male = as.numeric(sex == "m"))
  )),
  transplant = with(waiting, set(
    time = futime, event = as.numeric(event == "ltx"), cause = as.numeric(event) - 1, group = abo,
    stratum = sex, covariates = data.frame(age, year, levels_of(as.character(abo), "abo"))
  ))
)
# Covariates that are levels of one factor.
factors <- c(veteran = "cell", kidney = "disease", colon = "rx", transplant = "abo")
dir.create("sets", showWarnings = FALSE)
for (name in names(sets)) save(sets[[name]]$data, name, "sets")
y_of <- function(d) if (is.null(d$entry)) Surv(d$time, d$event) else Surv(d$entry, d$time, d$event)
per_set <- function(make, of = names(sets)) rows(lapply(of, function(name) {
  found <- make(sets[[name]]$data, name)
  if (is.null(found)) found else data.frame(set = name, found)
}))
per_group <- function(d, make) {
  rows(lapply(c("all", sort(unique(as.character(d$group)))), function(g) {
    data.frame(group = g, make(if (g == "all") d else d[d$group == g, ]))
  }))
}
some <- function(n, most = 12) unique(round(seq(1, n, length.out = min(n, most))))

save(per_set(function(d, name) per_group(d, function(part) rows(lapply(conf_types, function(type) {
  f <- survfit(y_of(part) ~ 1, conf.type = type)
  data.frame(
    conf_type = type, time = f$time, n_risk = f$n.risk, n_event = f$n.event, n_censor = f$n.censor,
    survival = f$surv, std_err = f$std.err * f$surv, lower = f$lower, upper = f$upper
  )[some(length(f$time)), ]
})))), "set_curve")

save(per_set(function(d, name) per_group(d, function(part) rows(lapply(conf_types, function(type) {
  q <- function(y) {
    found <- quantile(survfit(y ~ 1, conf.type = type), c(0.25, 0.5, 0.75))
    data.frame(p = c(0.25, 0.5, 0.75), estimate = found$quantile, lower = found$lower, upper = found$upper)
  }
  reverse <- transform(part, event = 1 - event)
  data.frame(
    of = rep(c("survival", "follow_up"), each = 3), conf_type = type, rbind(q(y_of(part)), q(y_of(reverse)))
  )
})))), "set_quantile")

save(per_set(function(d, name) per_group(d, function(part) {
  f <- survfit(y_of(part) ~ 1)
  tau <- max(part$time) * c(0.5, 0.9)
  m <- sapply(tau, function(t) survival:::survmean(f, rmean = t)$matrix[5:6])
  data.frame(tau = tau, rmst = m[1, ], std_err = m[2, ])
})), "set_rmst")

# With delayed entry, which survdiff does not take, the score test of the exact Cox model.
save(per_set(function(d, name) {
  d$group <- as.character(d$group)
  if (!is.null(d$entry)) {
    return(rbind(
      score("plain", coxph(y_of(d) ~ group, d, ties = "exact")),
      score("strata", coxph(y_of(d) ~ group + strata(stratum), d, ties = "exact"))
    ))
  }
  rbind(
    logrank("plain", survdiff(y_of(d) ~ group, d)),
    logrank("weighted", survdiff(y_of(d) ~ group, d, rho = 1)),
    if (length(unique(d$stratum)) > 1) rbind(
      logrank("strata", survdiff(y_of(d) ~ group + strata(stratum), d)),
      logrank("weighted_strata", survdiff(y_of(d) ~ group + strata(stratum), d, rho = 1))
    )
  )
}), "set_logrank")

# ---- Cox models, plain and stratified ---------------------------------------------------------
fit_all <- function(name) {
  d <- sets[[name]]$data
  terms <- sets[[name]]$covariates
  fit <- function(terms) {
    model <- coxph(reformulate(terms, "y_of(d)"), d, control = precise, x = TRUE)
    # The fit looks for its data by name, long after this function.
    model$formula <- eval(model$formula)
    environment(model$formula) <- environment()
    model
  }
  found <- list(plain = fit(terms))
  if (length(unique(d$stratum)) > 1) found$strata <- fit(c(terms, "strata(stratum)"))
  found
}
models <- sapply(names(sets), fit_all, simplify = FALSE)
per_model <- function(make) rows(lapply(names(models), function(name) {
  rows(Map(function(fit, kind) {
    data.frame(set = name, model = kind, make(fit, name))
  }, models[[name]], names(models[[name]])))
}))
save(per_model(function(fit, name) {
  s <- summary(fit)$coefficients
  se <- ifelse(is.na(s[, 1]), NA, s[, 3])
  data.frame(covariate = rownames(s), coef = s[, 1], se = se, p = s[, 5])
}), "set_cox")
save(per_model(function(fit, name) data.frame(
  n = fit$n, n_events = fit$nevent, null = fit$loglik[1], fitted = fit$loglik[2],
  likelihood_ratio = 2 * diff(fit$loglik), wald = fit$wald.test, score = fit$score,
  df = sum(!is.na(coef(fit))), concordance = fit$concordance["concordance"],
  std_err = fit$concordance["std"]
)), "set_cox_tests")
save(per_model(function(fit, name) {
  d <- sets[[name]]$data
  transforms <- c("km", "identity", "rank", if (min(d$time) > 0) "log")
  rows(lapply(transforms, function(transform) {
    table <- cox.zph(fit, transform, terms = FALSE)$table
    data.frame(transform = transform, term = rownames(table), statistic = table[, 1], df = table[, 2], p = table[, 3])
  }))
}), "set_zph")
# Levels of one factor as one term of the test.
save(rows(lapply(names(factors), function(name) {
  d <- sets[[name]]$data
  covariates <- sets[[name]]$covariates
  levels <- grep(factors[name], covariates, value = TRUE)
  others <- setdiff(covariates, levels)
  d$x <- as.matrix(d[levels])
  fit <- coxph(reformulate(c(others, "x"), "y_of(d)"), d, control = precise)
  table <- cox.zph(fit)$table
  data.frame(set = name, term = c(others, factors[name], "GLOBAL"), statistic = table[, 1], df = table[, 2], p = table[, 3])
})), "set_zph_terms")

# Scaled Schoenfeld residuals of some events, and a natural spline through those of a covariate.
save(rows(lapply(names(models), function(name) {
  z <- cox.zph(models[[name]]$plain, terms = FALSE)
  at <- some(length(z$time), 8)
  rows(lapply(colnames(z$y), function(term) {
    y <- z$y[, term]
    line <- if (length(unique(z$x)) > 4) lm(y ~ ns(z$x, df = 3)) else NULL
    data.frame(
      set = name, covariate = term, event = at, time = z$time[at], g = z$x[at], residual = y[at],
      smooth = if (is.null(line)) NA else fitted(line)[at],
      leverage = if (is.null(line)) NA else hatvalues(line)[at]
    )
  }))
})), "set_schoenfeld")

# ---- competing causes ---------------------------------------------------------------------------
competing <- Filter(function(name) !is.null(sets[[name]]$data$cause), names(sets))
save(per_set(function(d, name) per_group(d, function(part) rows(lapply(conf_types, function(type) {
  f <- survfit(Surv(part$time, factor(part$cause, 0:max(part$cause))) ~ 1, conf.type = type)
  at <- some(length(f$time))
  rows(lapply(seq_len(max(part$cause)), function(k) data.frame(
    cause = k, conf_type = type, time = f$time, estimate = f$pstate[, k + 1],
    std_err = f$std.err[, k + 1], lower = f$lower[, k + 1], upper = f$upper[, k + 1]
  )[at, ]))
}))), competing), "set_incidence")
gray <- function(d, kind, strata) {
  found <- cuminc(d$time, d$cause, d$group, strata)$Tests
  data.frame(test = kind, cause = rownames(found), statistic = found[, 1], df = found[, 3], p = found[, 2])
}
save(per_set(function(d, name) {
  rbind(gray(d, "plain", rep(1, nrow(d))), gray(d, "strata", d$stratum))
}, competing), "set_gray")

# Small cases with many ties, groups that empty early and a last time at which all are gone.
set.seed(7)
tied <- rows(lapply(1:8, function(k) {
  n <- c(10, 12, 15, 20, 25, 30, 40, 60)[k]
  data.frame(
    case = k, time = sample(0:6, n, TRUE), cause = sample(0:2, n, TRUE, c(0.2, 0.5, 0.3)),
    group = sample(c("a", "b", "c"), n, TRUE)
  )
}))
tied$time[tied$group == "c"] <- pmin(tied$time[tied$group == "c"], 3)
save(tied, "edge_gray_data")
save(rows(lapply(1:8, function(k) {
  d <- tied[tied$case == k, ]
  data.frame(case = k, gray(d, "plain", rep(1, nrow(d))))
})), "edge_gray")
