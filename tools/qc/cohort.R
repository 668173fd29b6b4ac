# The cohort, its flow, its treatments before, after and with radionuclides.

cohort <- function(request) {
  subjects <- patients(request)
  if (request$variable == "") return(share(request$stat, length(subjects), length(subjects)))
  x <- adsl[[request$variable]][adsl$USUBJID %in% subjects]
  if (request$stat == "missing") return(sum(is.na(x)))
  if (request$variable_level == "") return(summarised(request$stat, x))
  share(request$stat, sum(in_words(x) %in% request$variable_level), length(subjects))
}

flow <- function(request) {
  step <- request$variable
  if (request$variable_level != "") return(left_out(step, request$variable_level))
  marker <- sub("_(base|post)$", "", step)
  usable <- adlb[adlb$PARAMCD == marker & !is.na(adlb$BASE) & adlb$BASE > 0, ]
  subjects <- if (step == "recorded") {
    all_records$USUBJID
  } else if (step == "safety") {
    adsl$USUBJID
  } else if (step == "radium") {
    adsl$USUBJID[!is.na(adsl$RANINJ)]
  } else if (step == "radium_dated") {
    adsl$USUBJID[!is.na(adsl$RATRTSDT)]
  } else if (endsWith(step, "_base")) {
    usable$USUBJID
  } else if (endsWith(step, "_post")) {
    intersect(usable$USUBJID, changes(marker)$USUBJID)
  } else {
    adtte$USUBJID[adtte$PARAMCD == step]
  }
  share(request$stat, length(unique(subjects)), nrow(all_records))
}

# Patients that are not in a set for a reason, each for the first that holds.
left_out <- function(step, reason) {
  marker <- sub("_(base|post)$", "", step)
  values <- adlb[adlb$PARAMCD == marker, ]
  usable <- values$USUBJID[!is.na(values$BASE) & values$BASE > 0]
  if (step %in% c("DORPSA", "PSAPFS", "TTPSA") && reason %in% c("no_base", "no_later", "no_response")) {
    psa <- adlb[adlb$PARAMCD == "PSA", ]
    based <- intersect(adsl$USUBJID, psa$USUBJID[!is.na(psa$BASE) & psa$BASE > 0])
    later <- intersect(based, changes("PSA")$USUBJID)
    timed <- adtte$USUBJID[adtte$PARAMCD == step]
    return(switch(reason,
      no_base = length(setdiff(adsl$USUBJID, c(based, timed))),
      no_later = length(setdiff(based, c(later, timed))),
      no_response = length(setdiff(later, timed))
    ))
  }
  if (reason == "no_later") return(length(setdiff(usable, changes(marker)$USUBJID)))
  before <- values$USUBJID[!is.na(values$ADY) & values$ADY <= 1 & !is.na(values$AVAL)]
  zero <- intersect(before, values$USUBJID[values$BASE %in% 0])
  dated <- adsl$USUBJID[!is.na(adsl$RATRTSDT)]
  timed <- adtte$USUBJID[adtte$PARAMCD == step]
  switch(reason,
    untreated = nrow(all_records) - nrow(adsl),
    none = sum(is.na(adsl$RANINJ)),
    undated = if (step == "radium_dated") sum(!is.na(adsl$RANINJ)) - length(dated) else
      length(setdiff(adsl$USUBJID, c(dated, timed))),
    unobserved = length(setdiff(dated, timed)),
    no_record = length(setdiff(adsl$USUBJID, timed)),
    no_value = length(setdiff(adsl$USUBJID, before)),
    zero = length(zero),
    too_old = length(setdiff(before, c(usable, zero)))
  )
}

therapy <- function(request) {
  chosen <- if (request$analysis == "therapy_before") {
    adcm$PREFL %in% "Y"
  } else {
    !is.na(adcm$ASTDY) & adcm$ASTDY > 1
  }
  records <- adcm[chosen & !adcm$CMCLAS %in% "supportive", ]
  records$CMCLAS[is.na(records$CMCLAS)] <- "Class not recorded"
  if (request$variable == "months to next") {
    days <- as.numeric(records$ASTDT - last_dose[records$USUBJID])
    following <- days > 0
    months <- tapply(days[following], records$USUBJID[following], min) / month
    return(summarised(request$stat, months[names(months) %in% patients(request)]))
  }
  if (request$variable == "number") {
    number <- tapply(records$CMDECOD, records$USUBJID, function(x) length(unique(x)))
    chosen <- names(number)[number == as.numeric(request$variable_level)]
    return(share(request$stat, how_many(chosen, request), length(patients(request))))
  }
  if (request$variable != "any") records <- records[records$CMCLAS == request$variable, ]
  if (request$variable_level != "") {
    records <- records[records$CMDECOD %in% request$variable_level, ]
  }
  share(request$stat, how_many(records$USUBJID, request), length(patients(request)))
}

exposure <- function(request) {
  what <- sub(".* ", "", request$variable)
  doses <- adex[adex$EXTRT == sub(" [^ ]*$", "", request$variable), ]
  doses <- doses[doses$USUBJID %in% patients(request), ]
  number <- table(doses$USUBJID)
  level <- request$variable_level
  if (level != "") {
    some <- switch(what,
      doses = sum(number == as.numeric(level)),
      held = {
        long <- !is.na(doses$EXGAPD) & doses$EXGAPD > as.numeric(gsub("[^0-9]", "", level))
        length(unique(doses$USUBJID[long]))
      },
      ligand = length(unique(doses$USUBJID[doses$EXLIGAND %in% level]))
    )
    return(share(request$stat, some, length(patients(request))))
  }
  summarised(request$stat, switch(what,
    doses = as.numeric(number),
    activity = per_patient(doses$ADOSE, doses$USUBJID, mean),
    cumulative = tapply(doses$ADOSE, doses$USUBJID, sum),
    gap = per_patient(doses$EXGAPD, doses$USUBJID, median),
    longest = per_patient(doses$EXGAPD, doses$USUBJID, max),
    duration = tapply(as.numeric(doses$ASTDT), doses$USUBJID, function(x) max(x) - min(x)) / month
  ))
}
