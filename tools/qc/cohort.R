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

therapy <- function(request) {
  chosen <- if (request$analysis == "therapy_before") {
    adcm$PREFL %in% "Y"
  } else {
    !is.na(adcm$ASTDY) & adcm$ASTDY > 1
  }
  records <- adcm[chosen & !adcm$CMCLAS %in% "supportive", ]
  records$CMCLAS[is.na(records$CMCLAS)] <- "Class not recorded"
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
  if (request$variable_level != "") {
    some <- sum(number == as.numeric(request$variable_level))
    return(share(request$stat, some, length(patients(request))))
  }
  summarised(request$stat, switch(what,
    doses = as.numeric(number),
    activity = per_patient(doses$ADOSE, doses$USUBJID, mean),
    cumulative = per_patient(doses$ADOSE, doses$USUBJID, sum),
    gap = per_patient(doses$EXGAPD, doses$USUBJID, median)
  ))
}
