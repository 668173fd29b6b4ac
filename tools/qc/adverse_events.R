# Treatment-emergent adverse events; a patient counts once, by grade at the worst one.

emergent <- adae[adae$TRTEMFL %in% "Y", ]

worst_grade <- function(events) {
  graded <- events[!is.na(events$AETOXGR), ]
  tapply(graded$AETOXGR, graded$USUBJID, max)
}

with_worst <- function(events, grades) {
  worst <- worst_grade(events)
  names(worst)[worst %in% grades]
}

teae_overview <- function(request) {
  mine <- emergent[emergent$USUBJID %in% patients(request), ]
  if (request$stat == "events") return(nrow(mine))
  told_by <- c(
    serious = "AESER", related = "RELFL", stopped = "AEACN",
    grade_3_4 = "AETOXGR", grade_ge3 = "AETOXGR", grade_5 = "AETOXGR"
  )
  if (request$variable %in% names(told_by)) {
    told <- told_by[[request$variable]]
    if (request$stat == "missing") return(sum(is.na(mine[[told]])))
    if (nrow(emergent) > 0 && all(is.na(emergent[[told]]))) return(NA)
  }
  subjects <- of_kind(mine, request$variable)
  share(request$stat, length(unique(subjects)), length(patients(request)))
}

# Patients of the events that put them into a row of the overview.
of_kind <- function(mine, kind) {
  switch(kind,
    any = mine$USUBJID,
    serious = mine$USUBJID[mine$AESER %in% "Y"],
    related = mine$USUBJID[mine$RELFL %in% "Y"],
    stopped = mine$USUBJID[tolower(mine$AEACN) %in% "drug withdrawn"],
    grade_3_4 = with_worst(mine, 3:4),
    grade_ge3 = with_worst(mine, 3:5),
    grade_5 = with_worst(mine, 5)
  )
}

adverse_event_term <- function(request) {
  mine <- emergent[emergent$USUBJID %in% patients(request), ]
  if (request$analysis == "sae_soc_pt") mine <- mine[mine$AESER %in% "Y", ]
  if (request$variable != "any") mine <- mine[mine$AEBODSYS %in% request$variable, ]
  if (request$variable_level != "") mine <- mine[mine$AEDECOD %in% request$variable_level, ]
  switch(request$stat,
    events = nrow(mine),
    n_grade_3_4 = length(with_worst(mine, 3:4)),
    n_grade_5 = length(with_worst(mine, 5)),
    share(request$stat, length(unique(mine$USUBJID)), length(patients(request)))
  )
}
