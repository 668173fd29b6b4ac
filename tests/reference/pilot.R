# Counts of the CDISC pilot from its ADaM files, by their definitions: Rscript pilot.R FOLDER, in
# this folder. Writes r/pilot_counts.csv. Base R 4.2.2 and survival 3.5-3; ADaM variables:
#   SAFFL safety population, TRT01A actual treatment, TRTEMFL treatment-emergent, AESEV severity,
#   RFENDT end of the study for the subject, DTHFL death,
#   AEOUT outcome, AEREL relation, CNSR 0 event, A1LO and A1HI limits of normal, ABLFL baseline.
# Counts of events and grades are written where they are above zero, all other numbers always.
library(survival)
source("xpt.R")
folder <- commandArgs(trailingOnly = TRUE)[1]
file_of <- function(name) file.path(folder, name)

adsl <- read_xpt(file_of("adsl.xpt"))
adae <- read_xpt(file_of("adae.xpt"))
adtte <- read_xpt(file_of("adtte.xpt"))
adlb <- read.csv(file_of("adlb.csv"), na.strings = "", stringsAsFactors = FALSE)

adsl <- adsl[adsl$SAFFL == "Y", ]
in_safety <- function(frame) frame[frame$USUBJID %in% adsl$USUBJID, ]
arms <- c(split(adsl$USUBJID, adsl$TRT01A), list(Overall = adsl$USUBJID))

answers <- list()
add <- function(analysis, arm, variable, level, stat, value, zero = FALSE) {
  if (is.na(value) || (value == 0 && !zero)) return(invisible())
  answers[[length(answers) + 1]] <<- list(analysis, arm, variable, level, stat, value)
}
patients <- function(frame, arm) length(unique(frame$USUBJID[frame$USUBJID %in% arms[[arm]]]))
limits <- function(analysis, arm, variable, level, x, n) {
  ci <- 100 * binom.test(x, n)$conf.int
  add(analysis, arm, variable, level, "lower", ci[1], zero = TRUE)
  add(analysis, arm, variable, level, "upper", ci[2], zero = TRUE)
}

# ---- population ----------------------------------------------------------------------------
for (arm in names(arms)) {
  mine <- adsl[adsl$USUBJID %in% arms[[arm]], ]
  add("cohort", arm, "", "", "n", nrow(mine))
  for (stat in c("median", "mean", "sd", "min", "max")) {
    add("cohort", arm, "AGE", "", stat, match.fun(stat)(mine$AGE))
  }
  for (sex in c("F", "M")) add("cohort", arm, "SEX", sex, "n", sum(mine$SEX == sex))
}

# ---- adverse events: treatment-emergent, each patient once, by worst severity ----------------
teae <- in_safety(adae[adae$TRTEMFL == "Y", ])
teae$grade <- match(teae$AESEV, c("MILD", "MODERATE", "SEVERE"))
teae$grade[teae$AEOUT == "FATAL"] <- 5
worst <- tapply(teae$grade, teae$USUBJID, max)
of_grade <- function(grades) teae[teae$USUBJID %in% names(worst)[worst %in% grades], ]
kinds <- list(
  any = teae, serious = teae[teae$AESER == "Y", ], grade_3_4 = of_grade(3:4),
  grade_5 = of_grade(5), related = teae[teae$AEREL %in% c("POSSIBLE", "PROBABLE"), ]
)
for (arm in names(arms)) {
  for (kind in names(kinds)) {
    x <- patients(kinds[[kind]], arm)
    add("teae_overview", arm, kind, "", "n", x)
    limits("teae_overview", arm, kind, "", x, length(arms[[arm]]))
  }
  add("teae_overview", arm, "any", "", "events", sum(teae$USUBJID %in% arms[[arm]]))
}
terms <- function(analysis, events, soc, term) {
  for (arm in names(arms)) {
    mine <- events[events$USUBJID %in% arms[[arm]], ]
    severest <- tapply(mine$grade, mine$USUBJID, max)
    add(analysis, arm, soc, term, "n", length(severest))
    add(analysis, arm, soc, term, "events", nrow(mine))
    add(analysis, arm, soc, term, "n_grade_3_4", sum(severest %in% 3:4))
    add(analysis, arm, soc, term, "n_grade_5", sum(severest %in% 5))
  }
}
by_soc_and_term <- function(analysis, events) {
  terms(analysis, events, "any", "")
  for (of_soc in split(events, events$AEBODSYS)) {
    terms(analysis, of_soc, of_soc$AEBODSYS[1], "")
    for (of_term in split(of_soc, of_soc$AEDECOD)) {
      terms(analysis, of_term, of_soc$AEBODSYS[1], of_term$AEDECOD[1])
    }
  }
}
by_soc_and_term("teae_soc_pt", teae)
by_soc_and_term("sae_soc_pt", teae[teae$AESER == "Y", ])

# ---- time at risk: to 30 days after the last dose, no longer than in the study (RFENDT) ---------
# A year is 12 months of 30.4375 days. Deaths (DTHFL) have no date but RFENDT.
last_day <- setNames(pmin(adsl$TRTEDT + 30, adsl$RFENDT), adsl$USUBJID)
whole <- last_day - adsl$TRTSDT
teae$day <- teae$ASTDT - adsl$TRTSDT[match(teae$USUBJID, adsl$USUBJID)]
placed <- teae[!is.na(teae$day) & teae$ASTDT <= last_day[teae$USUBJID], ]
kinds_in_time <- list(
  any = placed, serious = placed[placed$AESER == "Y", ], grade_ge3 = placed[placed$grade >= 3, ],
  related = placed[placed$AEREL %in% c("POSSIBLE", "PROBABLE"), ]
)
year <- 12 * 30.4375
for (arm in names(arms)) {
  here <- arms[[arm]]
  for (kind in names(kinds_in_time)) {
    mine <- kinds_in_time[[kind]]
    mine <- mine[mine$USUBJID %in% here, ]
    first <- tapply(mine$day, mine$USUBJID, min)
    days <- ifelse(here %in% names(first), first[here], whole[here])
    test <- poisson.test(length(first), sum(days) / year)
    found <- c(
      n = length(first), person_years = sum(days) / year, rate = 100 * unname(test$estimate),
      rate_lower = 100 * test$conf.int[1], rate_upper = 100 * test$conf.int[2],
      events = nrow(mine), exposure_years = sum(whole[here]) / year,
      event_rate = 100 * nrow(mine) / (sum(whole[here]) / year)
    )
    for (stat in names(found)) add("teae_rate", arm, kind, "", stat, found[[stat]], zero = TRUE)
  }
  severe <- kinds_in_time$grade_ge3$USUBJID
  dead <- adsl$USUBJID[adsl$DTHFL %in% "Y" & adsl$RFENDT <= last_day]
  add("cif", arm, "GRADE3 event", "", "events", length(intersect(here, severe)), zero = TRUE)
  alone <- setdiff(intersect(here, dead), severe)
  add("cif", arm, "GRADE3 death", "", "events", length(alone), zero = TRUE)
}

# ---- time to the first dermatologic event, in months of 30.4375 days --------------------------
times <- in_safety(adtte[adtte$PARAMCD == "TTDE", ])
times$arm <- adsl$TRT01A[match(times$USUBJID, adsl$USUBJID)]
times$months <- times$AVAL / 30.4375
for (arm in setdiff(names(arms), "Overall")) {
  mine <- times[times$arm == arm, ]
  fit <- survfit(Surv(months, CNSR == 0) ~ 1, mine, conf.type = "log-log")
  add("km", arm, "TTDE", "", "n", nrow(mine))
  add("km", arm, "TTDE", "", "events", sum(mine$CNSR == 0))
  median <- quantile(fit, 0.5)
  add("km", arm, "TTDE", "", "median", median$quantile)
  add("km", arm, "TTDE", "", "median_lower", median$lower)
  add("km", arm, "TTDE", "", "median_upper", median$upper)
  for (month in c(1, 2, 3, 6)) {
    at <- summary(fit, times = month)
    if (length(at$surv)) add("km", arm, "TTDE", format(month), "surv", at$surv)
  }
}
test <- survdiff(Surv(months, CNSR == 0) ~ arm, times)
add("logrank", "Overall", "TTDE", "TRT01A", "statistic", test$chisq)
add("logrank", "Overall", "TTDE", "TRT01A", "df", length(test$n) - 1)

# ---- laboratory: worst CTCAE 5.0 grade after the first dose, to 30 days after the last ---------
adlb <- in_safety(adlb[!is.na(adlb$AVAL), ])
subject <- match(adlb$USUBJID, adsl$USUBJID)
sas_day <- as.numeric(as.Date(adlb$ADT)) + 3653  # days since 1960
adlb$after <- sas_day - adsl$TRTSDT[subject]
adlb$until <- sas_day - adsl$TRTEDT[subject]
adlb$day <- sas_day
flagged <- adlb[adlb$ABLFL %in% "Y", ]
adlb$base <- flagged$AVAL[match(paste(adlb$USUBJID, adlb$PARAMCD), paste(flagged$USUBJID, flagged$PARAMCD))]

falling <- function(value, low, cuts) {  # below the limit, then below each fixed value
  grade <- ifelse(is.na(low), NA, ifelse(signif(value, 15) < signif(low, 15), 1, 0))
  for (k in seq_along(cuts)) grade[signif(value, 15) < cuts[k]] <- k + 1
  grade
}
rising <- function(value, high, base, cuts, own_first) {  # multiples of limit or abnormal baseline
  abnormal <- !is.na(base) & !is.na(high) & base > high
  against <- ifelse(abnormal, base, high)
  ratio <- signif(value / against, 15)
  grade <- ifelse(abnormal, ratio >= own_first, ratio > 1) + 0
  for (k in seq_along(cuts)) grade[which(ratio > cuts[k])] <- k + 1
  grade
}
worst_grade <- function(test, grades_of) {
  mine <- adlb[adlb$PARAMCD == test & adlb$after > 0 & adlb$until <= 30, ]
  mine$grade <- grades_of(mine)
  mine <- mine[!is.na(mine$grade), ]
  severest <- tapply(mine$grade, mine$USUBJID, max)
  for (arm in names(arms)) {
    here <- severest[names(severest) %in% arms[[arm]]]
    for (grade in 0:4) add("lab_worst_grade", arm, test, format(grade), "n", sum(here == grade))
    add("lab_worst_grade", arm, test, ">=3", "n", sum(here >= 3))
    add("lab_worst_grade", arm, test, "missing", "n", length(arms[[arm]]) - length(here))
  }
}
grams <- 10 / 0.6206  # g/L of haemoglobin per mmol/L
worst_grade("HGB", function(x) falling(x$AVAL * grams, x$A1LO * grams, c(100, 80)))
worst_grade("PLAT", function(x) falling(x$AVAL, x$A1LO, c(75, 50, 25)))
worst_grade("WBC", function(x) falling(x$AVAL, x$A1LO, c(3, 2, 1)))
worst_grade("LYM", function(x) falling(x$AVAL, x$A1LO, c(0.8, 0.5, 0.2)))
worst_grade("ALP", function(x) rising(x$AVAL, x$A1HI, x$base, c(2.5, 5, 20), 2))
worst_grade("ALT", function(x) rising(x$AVAL, x$A1HI, x$base, c(3, 5, 20), 1.5))
worst_grade("AST", function(x) rising(x$AVAL, x$A1HI, x$base, c(3, 5, 20), 1.5))

# ---- ALP response: best change after the first dose; confirmed 21 days later or more -----------
alp <- adlb[adlb$PARAMCD == "ALP", ]
alp <- alp[alp$after > 0 & !is.na(alp$base) & alp$base > 0, ]
alp$change <- 100 * (alp$AVAL - alp$base) / alp$base
best <- tapply(alp$change, alp$USUBJID, min)
for (arm in names(arms)) {
  evaluable <- names(best)[names(best) %in% arms[[arm]]]
  with_base <- unique(adlb$USUBJID[adlb$PARAMCD == "ALP" & adlb$base > 0])
  with_base <- intersect(with_base, arms[[arm]])
  without <- c(length(arms[[arm]]) - length(with_base), length(with_base) - length(evaluable))
  add("response", arm, "ALP", "evaluable", "n", length(evaluable))
  if (arm == "Overall") {
    add("response", arm, "ALP", "without_baseline", "n", without[1], zero = TRUE)
    add("response", arm, "ALP", "without_later_value", "n", without[2], zero = TRUE)
  }
  for (threshold in c(10, 20, 30)) {
    reached <- alp[alp$change <= -threshold + 1e-9 & alp$USUBJID %in% evaluable, ]
    apart <- tapply(reached$day, reached$USUBJID, function(day) diff(range(day)))
    counts <- c(length(apart), sum(apart >= 21))
    levels <- paste0(c("decline_", "confirmed_decline_"), threshold)
    for (k in 1:2) {
      add("response", arm, "ALP", levels[k], "n", counts[k], zero = TRUE)
      limits("response", arm, "ALP", levels[k], counts[k], length(evaluable))
    }
  }
}

frame <- as.data.frame(do.call(rbind, lapply(answers, unlist)), stringsAsFactors = FALSE)
names(frame) <- c("analysis", "group_level", "variable", "variable_level", "stat", "value")
frame$value <- vapply(answers, function(one) sprintf("%.15g", one[[6]]), "")
write.csv(frame, "r/pilot_counts.csv", row.names = FALSE, fileEncoding = "UTF-8")
