# Makes all files in r/ and sets/ again, from data/ and the data sets that come with R's
# survival: Rscript make.R, in this folder. Made with R 4.2.2, survival 3.5-3, cmprsk 2.2-11.
suppressPackageStartupMessages({library(survival); library(cmprsk); library(splines)})

conf_types <- c("plain", "log", "log-log")

save <- function(frame, name, folder = "r") {
  frame[] <- lapply(frame, function(x) {
    if (is.numeric(x)) ifelse(is.na(x), "", sprintf("%.17g", x)) else x
  })
  write.csv(frame, file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}

rows <- function(...) do.call(rbind, unlist(list(...), recursive = FALSE))

# ---- curves of the data sets ---------------------------------------------------------------
lung <- read.csv("data/survival_lung.csv")
veteran <- read.csv("data/survival_veteran.csv")
mgus2 <- read.csv("data/survival_mgus2.csv")
channing <- read.csv("data/KMsurv_channing.csv")
channing <- channing[channing$ageentry < channing$age, ]

f <- survfit(Surv(ageentry, age, death) ~ 1, channing[channing$gender == 2, ], conf.type = "log-log")
save(data.frame(
  time = f$time, n_risk = f$n.risk, n_event = f$n.event, n_censor = f$n.censor,
  surv = f$surv, se = f$std.err * f$surv, lower_loglog = f$lower, upper_loglog = f$upper
), "channing_gender2")

mgus2$time <- with(mgus2, ifelse(pstat == 1, ptime, futime))
mgus2$cause <- with(mgus2, factor(ifelse(pstat == 1, 1, 2 * death), 0:2, c("censor", "pcm", "death")))
f <- survfit(Surv(time, cause) ~ 1, mgus2, conf.type = "log")
save(data.frame(
  time = f$time, n_risk = f$n.risk[, 1], n_pcm = f$n.event[, 2], n_death = f$n.event[, 3],
  p_event_free = f$pstate[, 1], cif_pcm = f$pstate[, 2], cif_death = f$pstate[, 3],
  se_pcm = f$std.err[, 2], se_death = f$std.err[, 3],
  lower_pcm_log = f$lower[, 2], upper_pcm_log = f$upper[, 2],
  lower_death_log = f$lower[, 3], upper_death_log = f$upper[, 3]
), "mgus2_curve")

# ---- edge cases of Kaplan-Meier; entry NA: not delayed --------------------------------------
case <- function(exit, event, entry = NA) data.frame(entry = entry, exit = exit, event = event)
set.seed(20)
late <- data.frame(entry = round(runif(80, 0, 10), 1))
late$exit <- late$entry + round(0.1 + rexp(80, 0.1), 1)
late$event <- rbinom(80, 1, 0.7)
cases <- list(
  all_censored = case(c(3, 5, 8), 0),
  one_event = case(4, 1),
  one_censored = case(4, 0),
  one_event_at_zero = case(0, 1),
  all_equal_events = case(rep(6, 5), 1),
  all_equal_mixed = case(rep(6, 5), c(1, 1, 0, 0, 0)),
  uncensored_10 = case(1:10, 1),
  uncensored_20 = case(1:20, 1),
  uncensored_132 = case(1:132, 1),
  half_then_censored = case(1:20, rep(1:0, each = 10)),
  quarters = case(c(1, 2, 2, 3, 4, 5, 6, 7), c(1, 1, 0, 1, 1, 0, 1, 0)),
  time_zero = case(c(0, 0, 0, 2, 3, 5), c(1, 0, 1, 1, 0, 1)),
  ties_event_censor = case(c(2, 2, 2, 4, 4, 4, 7, 7), c(1, 0, 1, 0, 1, 0, 1, 0)),
  near_ties = case(c(0.3, 0.1 + 0.2, 0.7, 0.1 * 7, 1), c(1, 1, 0, 1, 0)),
  veteran_months = case(veteran$time / 30.4375, veteran$status),
  delayed = case(late$exit, late$event, late$entry),
  delayed_from_zero = case(c(1, 2, 3, 4), c(1, 0, 1, 0), 0),
  delayed_at_event = case(c(5, 9, 9, 12), c(1, 1, 0, 1), c(0, 5, 2, 7)),
  delayed_empties = case(c(2, 3, 8, 9, 10), c(1, 1, 1, 0, 1), c(0, 1, 2, 4, 4)),
  delayed_gap = case(c(2, 3, 8, 9, 10), c(1, 0, 1, 0, 1), c(0, 1, 4, 5, 5)),
  delayed_at_last_event = case(c(5, 8, 9), c(1, 1, 0), c(0, 5, 6))
)
surv <- function(d) if (anyNA(d$entry)) Surv(d$exit, d$event) else Surv(d$entry, d$exit, d$event)

save(rows(Map(function(d, name) data.frame(case = name, d), cases, names(cases))), "edge_data")
each <- function(make) rows(lapply(conf_types, function(type) {
  rows(Map(function(d, name) {
    data.frame(case = name, conf_type = type, make(survfit(surv(d) ~ 1, conf.type = type)))
  }, cases, names(cases)))
}))
save(each(function(f) data.frame(
  time = f$time, n_risk = f$n.risk, n_event = f$n.event, n_censor = f$n.censor, survival = f$surv,
  std_err = f$std.err * f$surv, lower = f$lower, upper = f$upper
)), "edge_curve")
save(each(function(f) {
  p <- c(0.1, 0.25, 0.5, 0.75, 0.9)
  q <- quantile(f, p)
  data.frame(p = p, estimate = q$quantile, lower = q$lower, upper = q$upper)
}), "edge_quantile")
save(each(function(f) {
  times <- max(f$time) * c(0, 0.3, 0.5, 0.8, 1)
  s <- summary(f, times = times)
  data.frame(
    time = s$time, survival = s$surv, std_err = s$std.err, lower = s$lower, upper = s$upper,
    n_risk = s$n.risk
  )
}), "edge_at")
save(each(function(f) {
  tau <- max(f$time) * c(0.4, 0.75, 1, 1.2)
  m <- sapply(tau, function(t) survival:::survmean(f, rmean = t)$matrix[5:6])
  data.frame(tau = tau, rmst = m[1, ], std_err = m[2, ])
}), "edge_rmst")

# ---- competing causes -----------------------------------------------------------------------
competing <- list(
  ties = data.frame(time = c(1, 1, 1, 2, 2, 3, 3, 3, 4, 5), cause = c(1, 2, 0, 1, 1, 2, 2, 0, 0, 1)),
  empties = data.frame(time = c(1, 2, 2, 3, 3), cause = c(1, 2, 0, 1, 2)),
  one_cause = data.frame(time = c(1, 2, 3, 4, 5, 6), cause = c(0, 1, 0, 1, 1, 0)),
  time_zero = data.frame(time = c(0, 0, 1, 2, 3), cause = c(1, 0, 2, 1, 0)),
  veteran = with(veteran, data.frame(time, cause = ifelse(status == 1, 1 + (karno < 60), 0)))
)
save(rows(Map(function(d, name) data.frame(case = name, d), competing, names(competing))), "competing_data")
save(rows(lapply(conf_types, function(type) rows(Map(function(d, name) {
  f <- survfit(Surv(d$time, factor(d$cause, 0:max(d$cause))) ~ 1, conf.type = type)
  rows(lapply(seq_len(max(d$cause)), function(k) data.frame(
    case = name, conf_type = type, cause = k, time = f$time, estimate = f$pstate[, k + 1],
    std_err = f$std.err[, k + 1], lower = f$lower[, k + 1], upper = f$upper[, k + 1]
  )))
}, competing, names(competing))))), "competing_curve")

# ---- log-rank; with delayed entry the score test of the exact Cox model ----------------------
logrank <- function(name, test) data.frame(
  test = name, statistic = test$chisq, df = length(test$n) - 1, p = test$pvalue
)
score <- function(name, fit) data.frame(
  test = name, statistic = fit$score, df = length(fit$coefficients),
  p = pchisq(fit$score, length(fit$coefficients), lower.tail = FALSE)
)
channing$third <- channing$obs %% 3
save(rbind(
  logrank("lung_sex", survdiff(Surv(time, status) ~ sex, lung)),
  logrank("lung_sex_by_ecog", survdiff(Surv(time, status) ~ sex + strata(ph.ecog), lung)),
  logrank("veteran_celltype", survdiff(Surv(time, status) ~ celltype, veteran)),
  logrank("veteran_celltype_by_trt", survdiff(Surv(time, status) ~ celltype + strata(trt), veteran)),
  score("channing_gender", coxph(Surv(ageentry, age, death) ~ gender, channing, ties = "exact")),
  score("channing_third_by_gender", coxph(
    Surv(ageentry, age, death) ~ factor(third) + strata(gender), channing, ties = "exact"
  ))
), "logrank")

# ---- Cox ------------------------------------------------------------------------------------
precise <- coxph.control(eps = 1e-12, toler.chol = 1e-14, iter.max = 50)
cox <- function(name, ...) {
  fit <- coxph(..., control = precise)
  s <- summary(fit)
  data.frame(
    model = name, n = fit$n, n_events = fit$nevent, covariate = rownames(s$coefficients),
    coef = s$coefficients[, 1], se = s$coefficients[, 3], hr = s$coefficients[, 2],
    lower = s$conf.int[, 3], upper = s$conf.int[, 4], p = s$coefficients[, 5]
  )
}
save(rbind(
  cox("lung", Surv(time, status) ~ age + sex + ph.ecog, lung),
  cox("lung_strata_inst", Surv(time, status) ~ age + sex + strata(inst), lung),
  cox("veteran", Surv(time, status) ~ trt + age + karno, veteran),
  cox("veteran_strata", Surv(time, status) ~ age + karno + strata(trt, celltype), veteran),
  cox("veteran_from_zero", Surv(time - 1, status) ~ trt + karno, veteran),
  cox("channing", Surv(ageentry, age, death) ~ gender, channing),
  cox("channing_strata", Surv(ageentry, age, death) ~ gender + strata(third), channing),
  # Nobody with `spared` dies: its coefficient has no finite maximum, the others' have.
  suppressWarnings(cox(
    "veteran_spared", Surv(time, status) ~ karno + age + spared, transform(veteran, spared = 1 - status)
  ))[1:2, ]
), "cox")

# ---- exact intervals ------------------------------------------------------------------------
counts <- rbind(c(0, 5), c(1, 1), c(5, 5), c(1, 49), c(9, 49), c(40, 133), c(75, 133), c(132, 133))
save(rows(apply(counts, 1, function(k) rows(lapply(c(0.05, 0.1), function(alpha) {
  exact <- binom.test(k[1], k[2], conf.level = 1 - alpha)$conf.int
  wilson <- suppressWarnings(prop.test(k[1], k[2], conf.level = 1 - alpha, correct = FALSE))$conf.int
  data.frame(
    x = k[1], n = k[2], alpha = alpha, method = c("clopper-pearson", "wilson"),
    estimate = k[1] / k[2], lower = c(exact[1], wilson[1]), upper = c(exact[2], wilson[2])
  )
})))), "proportion")
save(rows(lapply(list(c(0, 10), c(1, 0.5), c(7, 12.5), c(165, 69593)), function(k) {
  test <- poisson.test(k[1], k[2])
  data.frame(
    events = k[1], person_time = k[2], rate = test$estimate,
    lower = test$conf.int[1], upper = test$conf.int[2]
  )
})), "incidence_rate")

# ---- differences of two proportions -------------------------------------------------------------------
tables <- list(c(3, 1, 1, 3), c(10, 2, 3, 15), c(0, 5, 4, 1), c(7, 0, 5, 0), c(40, 35, 30, 28), c(0, 5, 0, 5))
save(rows(lapply(tables, function(k) {
  arm <- function(x, n) suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int
  n <- c(k[1] + k[2], k[3] + k[4])
  p <- k[c(1, 3)] / n
  limits <- rbind(arm(k[1], n[1]), arm(k[3], n[2]))
  data.frame(
    a = k[1], b = k[2], c = k[3], d = k[4],
    difference = p[1] - p[2],
    lower = p[1] - p[2] - sqrt((p[1] - limits[1, 1])^2 + (limits[2, 2] - p[2])^2),
    upper = p[1] - p[2] + sqrt((limits[1, 2] - p[1])^2 + (p[2] - limits[2, 1])^2)
  )
})), "risk_difference")

source("sets.R")
