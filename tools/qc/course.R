# Lines of therapy in order, what came next, the course of each patient, and follow-up.

first_dose <- setNames(day(adsl$TRTSDT), adsl$USUBJID)
last_dose <- setNames(day(adsl$TRTEDT), adsl$USUBJID)
radium_from <- setNames(day(adsl$RATRTSDT), adsl$USUBJID)
died_on <- setNames(day(adsl$DTHDT), adsl$USUBJID)
seen_on <- setNames(pmin(day(adsl$LSTALVDT), cutoff), adsl$USUBJID)
died <- !is.na(died_on) & died_on <= cutoff

# Courses of life-prolonging therapies before 177Lu by patient, in order; 223Ra is one of them.
lines_in_order <- local({
  before <- adcm[adcm$PREFL %in% "Y" & adcm$LPTFL %in% "Y", ]
  found <- data.frame(subject = before$USUBJID, class = before$CMCLAS, start = before$ASTDT)
  found$class[is.na(found$class)] <- "Class not recorded"
  injected <- adsl$USUBJID[!is.na(adsl$RANINJ)]
  radium <- data.frame(subject = injected, class = rep("223Ra", length(injected)),
                       start = radium_from[injected])
  found <- rbind(found, radium)
  unordered <- unique(found$subject[is.na(found$start)])
  all <- split(found$class, found$subject)
  found <- found[!found$subject %in% unordered, ]
  found <- found[order(found$start, found$class, method = "radix"), ]
  list(classes = split(found$class, found$subject), all = all, unordered = unordered)
})

therapy_order <- function(request) {
  classes <- lines_in_order$classes
  level <- request$variable_level
  subjects <- patients(request)
  if (request$variable == "unordered") return(length(lines_in_order$unordered))
  if (request$variable == "Any line") {
    classes <- lines_in_order$all
    holds <- vapply(classes, function(x) level %in% x, NA)
  } else holds <- switch(request$variable,
    number = lengths(classes) == as.numeric(level),
    sequence = vapply(classes, paste, "", collapse = " \u2192 ") == level,
    {
      place <- as.numeric(sub("Line ", "", request$variable))
      vapply(classes, function(x) x[place] %in% level, NA)
    }
  )
  chosen <- names(classes)[holds]
  if (request$variable == "number" && level == "0") {
    chosen <- setdiff(adsl$USUBJID, c(names(classes), lines_in_order$unordered))
  }
  share(request$stat, length(intersect(subjects, chosen)), length(subjects))
}

# The four classes that most patients had, the first of the alphabet where they are as many.
classes_apart <- function() {
  size <- table(unlist(lapply(lines_in_order$classes, unique)))
  size <- size[order(names(size), method = "radix")]
  head(names(size)[order(-size)], 4)
}

next_class <- function(subjects) {
  later <- adcm[!adcm$CMCLAS %in% "supportive" & !is.na(adcm$ASTDY) & adcm$ASTDY > 1, ]
  later <- later[order(later$ASTDT, later$CMCLAS, later$CMDECOD, method = "radix"), ]
  later$CMCLAS[match(subjects, later$USUBJID)]
}

therapy_sequence <- function(request) {
  unordered <- lines_in_order$unordered
  subjects <- setdiff(adsl$USUBJID, unordered)
  level <- request$variable_level
  told <- function(x) ifelse(is.na(x) | x %in% classes_apart(), x, "Other therapy")
  following <- next_class(subjects)
  if (request$variable == "unordered") return(length(unordered))
  if (request$variable == "Other therapy") return(sum(following %in% level))
  if (request$variable == "177Lu-PSMA") return(length(subjects))
  states <- if (request$variable == "Next") {
    without <- if (all(is.na(adsl$DTHFL))) "None known" else
      ifelse(adsl$DTHFL[match(subjects, adsl$USUBJID)] %in% "Y", "None, died", "None, alive")
    ifelse(is.na(following), without, told(following))
  } else {
    place <- as.numeric(sub("Line ", "", request$variable))
    class <- vapply(subjects, function(s) lines_in_order$classes[[s]][place], "")
    ifelse(is.na(class), "No further line", told(class))
  }
  sum(states == level)
}

swimmer <- function(request) {
  dated <- names(first_dose)[!is.na(first_dose)]
  since <- pmax(radium_from, as.Date(NA), na.rm = TRUE)
  since[is.na(since)] <- first_dose[is.na(since)]
  later <- !adcm$CMCLAS %in% "supportive" & !is.na(adcm$ASTDT) & adcm$ASTDT > since[adcm$USUBJID]
  undated_death <- adsl$USUBJID[adsl$DTHFL %in% "Y" & is.na(adsl$DTHDT)]
  chosen <- switch(request$variable,
    drawn = , `177Lu-PSMA` = , `Studied treatment` = dated,
    `223Ra` = names(radium_from)[!is.na(radium_from)],
    undated = adsl$USUBJID[!is.na(adsl$RANINJ) & is.na(radium_from[adsl$USUBJID])],
    `Other anticancer therapy` = unique(adcm$USUBJID[later]),
    Death = names(died)[died],
    `Death, date not known` = undated_death,
    `Alive at last contact` = setdiff(names(died)[!died & !is.na(seen_on)], undated_death)
  )
  length(intersect(dated, chosen))
}

follow_up_completeness <- function(request) {
  subjects <- patients(request)
  gap <- as.numeric(cutoff - seen_on)
  gap[died] <- NA
  names(gap) <- names(seen_on)
  end <- ifelse(died, died_on, seen_on)
  observed <- end - as.numeric(first_dose)
  potential <- ifelse(died, end, as.numeric(cutoff)) - as.numeric(first_dose)
  of <- names(seen_on) %in% subjects & !is.na(observed) & !is.na(potential)
  limit <- as.numeric(gsub("[^0-9]", "", request$variable_level))
  switch(request$variable,
    died = share(request$stat, sum(died[subjects]), length(subjects)),
    followed = share(request$stat, sum(gap[subjects] <= limit, na.rm = TRUE), length(subjects)),
    lost = share(request$stat, sum(gap[subjects] > limit, na.rm = TRUE), length(subjects)),
    gap = summarised(request$stat, gap[subjects]),
    observed = sum(observed[of]) / (12 * month),
    potential = sum(potential[of]) / (12 * month),
    completeness = if (sum(potential[of]) > 0) 100 * sum(observed[of]) / sum(potential[of]) else NA
  )
}
