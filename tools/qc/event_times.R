# Adverse events in time: windows, rates, periods, differences, incidence, cytopenias, spellings.

# Seen until: of each patient the first of these dates that is known.
risk <- local({
  seen <- of_adsl("LSTALVDT")
  for (name in c("EOSDT", "RFENDT")) seen[is.na(seen)] <- of_adsl(name)[is.na(seen)]
  died <- of_adsl("DTHDT")
  died[is.na(died)] <- seen[is.na(died)]
  died[!adsl$DTHFL %in% "Y"] <- NA
  seen[!is.na(died)] <- died[!is.na(died)]
  end <- pmax(earlier(window$until, seen), window$first)
  data.frame(window, seen, died, end)
})
length_at_risk <- setNames(as.numeric(risk$end - risk$first), rownames(risk))

start_day <- function(events) as.numeric(events$ASTDT - risk[events$USUBJID, "first"])

# TEAE that began in the time at risk.
in_time <- local({
  day <- start_day(emergent)
  emergent[!is.na(day) & day >= 0 & day <= length_at_risk[emergent$USUBJID], ]
})

own_kind <- function(events, kind) {
  switch(kind,
    any = events,
    serious = events[events$AESER %in% "Y", ],
    related = events[events$RELFL %in% "Y", ],
    grade_ge3 = events[!is.na(events$AETOXGR) & events$AETOXGR >= 3, ]
  )
}

of_request <- function(events, request) {
  if (request$variable_level == "") return(own_kind(events, request$variable))
  events[events$AEBODSYS %in% request$variable & events$AEDECOD %in% request$variable_level, ]
}

days_to_first <- function(events) {
  first <- tapply(start_day(events), events$USUBJID, min)
  list(event = rownames(risk) %in% names(first),
       days = ifelse(rownames(risk) %in% names(first), first[rownames(risk)], length_at_risk))
}

teae_rate <- function(request) {
  if (request$stat == "left_out") return(nrow(emergent) - nrow(in_time))
  events <- of_request(in_time, request)
  mine <- rownames(risk) %in% patients(request)
  to_first <- days_to_first(events)
  x <- sum(to_first$event[mine])
  years <- sum(to_first$days[mine]) / (12 * month)
  exposure <- sum(length_at_risk[mine]) / (12 * month)
  number <- sum(events$USUBJID %in% patients(request))
  limits <- function(side) {
    if (years == 0) NA else 100 * poisson.test(x, years, conf.level = confidence)$conf.int[[side]]
  }
  switch(request$stat,
    n = x, person_years = years, events = number, exposure_years = exposure,
    rate = if (years == 0) NA else 100 * x / years, rate_lower = limits(1), rate_upper = limits(2),
    event_rate = if (exposure == 0) NA else 100 * number / exposure
  )
}

# Newcombe's method 10 from the score limits of prop.test.
teae_difference <- function(request) {
  reference <- levels(as_groups(request$group))[1]
  kinds <- c("any", "serious", "related", "stopped", "grade_3_4", "grade_ge3", "grade_5")
  subjects <- if (request$variable_level == "" && request$variable %in% kinds) {
    of_kind(emergent, request$variable)
  } else {
    of_request(emergent, request)$USUBJID
  }
  share_of <- function(level) {
    who <- adsl$USUBJID[in_words(adsl[[request$group]]) %in% level]
    if (length(who) == 0) return(NULL)
    x <- sum(who %in% subjects)
    limits <- suppressWarnings(
      prop.test(x, length(who), conf.level = confidence, correct = FALSE)
    )$conf.int
    c(x / length(who), limits)
  }
  a <- share_of(request$group_level)
  b <- share_of(reference)
  if (is.null(a) || is.null(b)) return(NA)
  d <- a[1] - b[1]
  100 * switch(request$stat,
    difference = d,
    lower = d - sqrt((a[1] - a[2])^2 + (b[3] - b[1])^2),
    upper = d + sqrt((a[3] - a[1])^2 + (b[1] - b[2])^2)
  )
}

period_of <- local({
  w <- risk[adae$USUBJID, ]
  start <- adae$ASTDT
  ifelse(is.na(start), "unknown",
    ifelse(start < w$first, "before",
      ifelse(start <= w$last, "on",
        ifelse(start <= w$until, "window",
          ifelse(!is.na(w$following) & start >= w$following, "next", "later")))))
})
seen_in <- function(period) {
  seen <- ifelse(is.na(risk$seen), Inf, as.numeric(risk$seen))
  following <- ifelse(is.na(risk$following), Inf, as.numeric(risk$following))
  until <- as.numeric(risk$until)
  observed <- switch(period,
    window = seen > as.numeric(risk$last),
    later = seen > until & following > until,
    `next` = seen > until & seen >= following,
    rep(TRUE, nrow(risk))
  )
  union(rownames(risk)[observed], adae$USUBJID[period_of == period])
}

ae_period <- function(request) {
  who <- patients(request)
  if (request$variable == "teae") {
    mine <- emergent[emergent$USUBJID %in% who, ]
    if (request$variable_level == "events") {
      number <- as.numeric(table(mine$USUBJID))
      return(if (length(number)) summarised(request$stat, number) else NA)
    }
    most <- tapply(mine$AEDECOD, mine$USUBJID, function(terms) max(table(terms)))
    x <- switch(request$variable_level, once = sum(most == 1), twice = sum(most == 2),
                more = sum(most > 2))
    return(share(request$stat, x, length(who)))
  }
  events <- adae[period_of == request$variable & adae$USUBJID %in% who, ]
  if (request$stat == "events") return(nrow(events))
  observed <- intersect(seen_in(request$variable), who)
  if (request$stat == "observed") return(length(observed))
  with_event <- unique(own_kind(events, request$variable_level)$USUBJID)
  share(request$stat, length(with_event), length(observed))
}

teae_grade_month <- function(request) {
  k <- as.numeric(sub("month ", "", request$variable_level))
  begin <- month * (k - 1)
  who <- intersect(patients(request), names(length_at_risk)[length_at_risk >= begin])
  if (request$stat == "at_risk") return(length(who))
  events <- in_time[!is.na(in_time$AETOXGR) & in_time$USUBJID %in% who, ]
  end <- as.Date(substr(events$AENDT, 1, 10))
  end[is.na(end)] <- risk[events$USUBJID, "end"][is.na(end)]
  start <- start_day(events)
  last <- pmax(as.numeric(end - risk[events$USUBJID, "first"]), start)
  on <- events[start < month * k & last >= begin, ]
  worst <- worst_grade(on)
  x <- if (request$variable == "no_event") {
    length(setdiff(who, names(worst)))
  } else {
    sum(worst == as.numeric(sub("grade_", "", request$variable)))
  }
  share(request$stat, x, length(who))
}

# Of the competing causes only those of the first TEAE of grade 3 or higher are derived here.
cif <- function(request) {
  if (!startsWith(request$variable, "GRADE3")) return(cif_of_times(request))
  to_first <- days_to_first(own_kind(in_time, "grade_ge3"))
  dead <- !to_first$event & !is.na(risk$died) & risk$died <= risk$end
  cause <- ifelse(to_first$event, 1, ifelse(dead, 2, 0))
  mine <- rownames(risk) %in% patients(request)
  time <- to_first$days[mine] / month
  state <- factor(cause[mine], 0:2)
  landmark <- as.numeric(request$variable_level)
  code <- c(event = 1, death = 2)[sub("GRADE3 ?", "", request$variable)]
  switch(request$stat,
    n = length(time),
    n_risk = sum(time >= landmark),
    events = sum(state == code),
    incidence_at(time, state, code, landmark, request$stat)
  )
}

incidence_at <- function(time, state, code, landmark, stat) {
  fit <- survfit(Surv(time, state) ~ 1, conf.type = choices[["km_conf_type"]],
                 conf.int = confidence)
  if (landmark > max(time) && tail(fit$pstate[, 1], 1) > 1e-12) return(NA)
  there <- summary(fit, times = landmark, extend = TRUE)
  estimate <- there$pstate[, code + 1]
  if (stat == "estimate") return(estimate)
  if (estimate == 0) return(NA)
  (if (stat == "lower") there$lower else there$upper)[, code + 1]
}

folded <- function(terms) {
  bare <- gsub("[^[:alnum:]]", "", tolower(terms))
  gsub("oe", "e", gsub("ae", "e", bare))
}
cytopenia_terms <- list(
  HGB = c("Anaemia", "Haemoglobin decreased"),
  PLAT = c("Thrombocytopenia", "Platelet count decreased"),
  NEUT = c("Neutropenia", "Neutrophil count decreased"),
  WBC = c("Leukopenia", "Leucopenia", "White blood cell count decreased"),
  LYM = c("Lymphopenia", "Lymphocyte count decreased")
)

haem_ae <- function(request) {
  terms <- folded(cytopenia_terms[[request$variable]])
  events <- emergent[folded(emergent$AEDECOD) %in% terms, ]
  if (request$variable_level == ">=3") events <- own_kind(events, "grade_ge3")
  share(request$stat, how_many(unique(events$USUBJID), request), length(patients(request)))
}

haem_lab <- function(request) {
  values <- on_treatment(adlb[adlb$PARAMCD == request$variable & !is.na(adlb$ATOXGR), ])
  if (request$variable_level == ">=3") values <- values[values$ATOXGR >= 3, ]
  share(request$stat, how_many(unique(values$USUBJID), request), length(patients(request)))
}

sae_listing <- function(request) {
  fatal <- tolower(adae$AEOUT) %in% "fatal" | adae$AETOXGR %in% 5
  listed <- fatal | (adae$AESER %in% "Y" & adae$TRTEMFL %in% "Y")
  switch(request$stat,
    events = sum(listed), n = length(unique(adae$USUBJID[listed])), fatal = sum(fatal)
  )
}

ae_spelling <- function(request) {
  terms <- unique(adae$AEDECOD)
  alike <- table(folded(terms))
  switch(request$variable,
    terms = length(terms),
    alike = sum(alike > 1),
    term = {
      mine <- adae[adae$AEDECOD %in% request$variable_level, ]
      if (request$stat == "events") nrow(mine) else length(unique(mine$USUBJID))
    }
  )
}
