# Biomarkers: change, response, progression, normalisation, and survival by response.

requested <- as_read("requests.csv")
tolerance <- 1e-9  # percent: binary numbers do not hold 0.7

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
  if (request$variable_level == "baseline") {
    return(summarised(request$stat, values$BASE[!duplicated(values$USUBJID)]))
  }
  visit <- values[values$AVISIT %in% request$variable_level & values$ANL01FL %in% "Y", ]
  visit <- visit[order(visit$USUBJID, visit$ADT), ]
  summarised(request$stat, visit$PCHG[!duplicated(visit$USUBJID, fromLast = TRUE)])
}

fell <- function(change, threshold) {
  if (threshold > 0) change <= -threshold + tolerance else change < 0
}

# Of the values within the window the one nearest to the day, the earlier of two.
near_week <- function(param) {
  asked <- requested$analysis == "response" & requested$variable == param &
    requested$variable_level == "week_evaluable"
  numbers <- as.numeric(regmatches(requested$method[asked][1],
    gregexpr("[0-9]+", requested$method[asked][1]))[[1]])
  values <- changes(param)
  values <- values[!duplicated(values[c("USUBJID", "ADT")], fromLast = TRUE), ]
  away <- abs(values$ADY - numbers[1])
  values <- values[order(away, values$ADT), ]
  values <- values[sort(away) <= numbers[2], ]
  values[!duplicated(values$USUBJID), ]
}

not_evaluable <- function(request) {
  subjects <- patients(request)
  mine <- adlb[adlb$PARAMCD == request$variable, ]
  based <- intersect(subjects, mine$USUBJID[!is.na(mine$BASE) & mine$BASE > 0])
  switch(request$variable_level,
    without_baseline = length(setdiff(subjects, based)),
    value_without_baseline = how_many(setdiff(after_first_dose(mine)$USUBJID, based), request),
    without_later_value = length(setdiff(based, changes(request$variable)$USUBJID))
  )
}

response <- function(request) {
  key <- request$variable_level
  if (grepl("without", key)) return(not_evaluable(request))
  param <- request$variable
  values <- if (startsWith(key, "week_")) near_week(param) else changes(param)
  values <- values[values$USUBJID %in% patients(request), ]
  evaluable <- length(unique(values$USUBJID))
  if (endsWith(key, "evaluable")) return(evaluable)
  fallen <- values[fell(values$PCHG, as.numeric(sub(".*_", "", key))), ]
  days <- if (startsWith(key, "confirmed")) {
    as.numeric(markers$confirmation_days[markers$param == param])
  } else {
    0
  }
  share(request$stat, length(apart(fallen, days)), evaluable)
}

# Patients with two records at least so many days apart.
apart <- function(records, days) {
  span <- tapply(as.numeric(records$ADT), records$USUBJID, function(date) diff(range(date)))
  names(span)[span >= days]
}

normalisation <- function(request) {
  param <- request$variable
  judged <- adlb[adlb$PARAMCD == param & !is.na(adlb$ANRHI), ]
  judged <- judged[judged$USUBJID %in% patients(request), ]
  base <- judged[judged$ABLFL %in% "Y", ]
  base <- base[!duplicated(base$USUBJID, fromLast = TRUE), ]
  raised <- base$USUBJID[base$AVAL > base$ANRHI]
  later <- on_treatment(judged[judged$USUBJID %in% raised, ])
  normal <- later[later$AVAL <= later$ANRHI, ]
  followed <- length(unique(later$USUBJID))
  days <- as.numeric(markers$confirmation_days[markers$param == param])
  switch(request$variable_level,
    judged = nrow(base), raised = length(raised), followed = followed,
    normal = share(request$stat, length(unique(normal$USUBJID)), followed),
    confirmed_normal = share(request$stat, length(apart(normal, days)), followed),
    days = summarised(request$stat, per_patient(normal$ADY, normal$USUBJID, min) - 1)
  )
}

best_change <- function(values) per_patient(values$PCHG, values$USUBJID, min)

cross_response <- function(request) {
  params <- strsplit(request$variable, "->", fixed = TRUE)[[1]]
  levels <- strsplit(request$variable_level, "->", fixed = TRUE)[[1]]
  subjects <- patients(request)
  chosen <- mapply(function(param, level) {
    best <- best_change(changes(param))[subjects]
    if (level == "all") return(rep(TRUE, length(subjects)))
    if (level == "missing") return(is.na(best))
    threshold <- as.numeric(sub(".*_", "", level))
    !is.na(best) & fell(best, threshold) == startsWith(level, "decline")
  }, params, levels)
  share(request$stat, sum(rowSums(matrix(chosen, ncol = 2)) == 2), length(subjects))
}

below_detection <- function(request) {
  mine <- adlb[adlb$PARAMCD == request$variable, ]
  below <- startsWith(ifelse(is.na(mine$AVALC), "", mine$AVALC), "<")
  key <- request$variable_level
  if (startsWith(key, "decline_")) return(with_half_the_limit(request, mine, below))
  if (request$stat == "limit") return(mine$AVAL[mine$AVALC %in% key][1])
  base <- mine$ABLFL %in% "Y"
  switch(key,
    values = nrow(mine),
    below = share(request$stat, sum(below), nrow(mine)),
    patients = share(request$stat, how_many(mine$USUBJID[below], request), nrow(adsl)),
    at_baseline = share(request$stat, how_many(mine$USUBJID[below & base], request), nrow(adsl)),
    sum(mine$AVALC %in% key)
  )
}

with_half_the_limit <- function(request, mine, below) {
  value <- ifelse(below, mine$AVAL / 2, mine$AVAL)
  flagged <- mine$ABLFL %in% "Y"
  base <- tapply(value[flagged], mine$USUBJID[flagged], function(x) x[length(x)])
  halved <- base[mine$USUBJID]
  mine$PCHG <- ifelse(is.na(mine$PCHG), NA, 100 * (value - halved) / halved)
  best <- best_change(after_first_dose(mine))
  threshold <- as.numeric(sub(".*_", "", request$variable_level))
  share(request$stat, sum(fell(best, threshold)), length(best))
}

# Progression of PSA again, value by value, from the words of its definition.
rule <- lapply(as.list(as_read("progression.csv")), as.numeric)

progressed_at <- function(v, first) {
  n <- nrow(v)
  base <- v$BASE[1]
  nadir <- vapply(seq_len(n), function(i) min(base, v$AVAL[seq_len(i - 1)]), 0)
  far <- function(value, from) {
    value - from >= rule$rise_absolute - 1e-9 &
      value >= from * (1 + rule$rise_percent / 100) - 1e-9 * from
  }
  is_event <- vapply(seq_len(n), function(i) {
    if (!far(v$AVAL[i], nadir[i])) return(FALSE)
    if (nadir[i] >= base) return(v$ADT[i] - first >= rule$not_before_days)
    confirms <- which(seq_len(n) > i & v$ADT - v$ADT[i] >= rule$confirmation_days)[1]
    !is.na(confirms) && all(far(v$AVAL[i:confirms], nadir[i]))
  }, TRUE)
  data.frame(
    date = v$ADT, kind = ifelse(nadir < base, "after a decline", "without a decline")
  )[is_event, ]
}

# Per patient kind and date of the event of a parameter of PSA; no kind where there is none.
psa_events <- function(param) {
  values <- after_first_dose(adlb[adlb$PARAMCD == "PSA" & !is.na(adlb$BASE) & adlb$BASE > 0, ])
  values <- values[values$ADT <= cutoff, ]
  found <- lapply(split(values, values$USUBJID), function(v) {
    who <- adsl[adsl$USUBJID == v$USUBJID[1], ]
    origin <- day(who$TRTSDT)
    at <- progressed_at(v, origin)
    if (param == "DORPSA") {
      origin <- v$ADT[fell(v$PCHG, rule$response_percent)][1]
      if (is.na(origin)) return(NULL)
    }
    at <- at[at$date > origin, ][1, ]
    death <- if (who$DTHFL %in% "Y" && param != "TTPSA") day(who$DTHDT) else as.Date(NA)
    dies <- !is.na(death) && (is.na(at$date) || death < at$date)
    kind <- if (dies) "Death" else if (is.na(at$date)) NA else paste("PSA progression", at$kind)
    data.frame(USUBJID = who$USUBJID, kind = kind, date = if (dies) death else at$date)
  })
  do.call(rbind, found)
}

# Counts an event only where ADTTE has it on the same day.
event_kind <- function(request) {
  events <- psa_events(request$variable)
  times <- adtte[adtte$PARAMCD == request$variable, ]
  same <- times$ADT[match(events$USUBJID, times$USUBJID)] == events$date
  how_many(events$USUBJID[events$kind %in% request$variable_level & same], request)
}

# Groups by response at a landmark are no variables of ADSL: PSA50W12 is whether PSA fell by 50%
# in any value up to week 12. They and survival from there are added for those who asked.
response_by <- function(variable) {
  parts <- regmatches(variable, regexec("^([A-Z]+)([0-9]+)W([0-9]+)$", variable))[[1]]
  week <- as.numeric(parts[4])
  values <- changes(parts[2])
  best <- best_change(values[values$ADY <= 7 * week + 1, ])
  os <- adtte[adtte$PARAMCD == "OS", ]
  observed <- os$USUBJID[os$AVAL > 7 * week]
  list(best = best, threshold = as.numeric(parts[3]), week = week, os = os, observed = observed)
}

is_landmark <- grepl("^[A-Z]+[0-9]+W[0-9]+$", requested$variable)
for (variable in unique(requested$variable[is_landmark])) {
  by <- response_by(variable)
  at <- as.vector(by$best[adsl$USUBJID])
  known <- adsl$USUBJID %in% by$observed & !is.na(at)
  adsl[[variable]] <- ifelse(known, ifelse(fell(at, by$threshold), "Y", "N"), NA)
  later <- by$os[by$os$USUBJID %in% by$observed, ]
  later$PARAMCD <- rep("OSLM", nrow(later))
  later$AVAL <- later$AVAL - 7 * by$week
  adtte <- rbind(adtte[adtte$PARAMCD != "OSLM", ], later)
}

landmark <- function(request) {
  by <- response_by(request$variable)
  switch(request$variable_level,
    all = nrow(by$os), left = nrow(by$os) - length(by$observed),
    unknown = length(setdiff(by$observed, names(by$best)))
  )
}
