# The treatment-emergent window of each patient, and the laboratory values in it.

of_adsl <- function(name) {
  if (name %in% names(adsl)) as.Date(substr(adsl[[name]], 1, 10)) else as.Date(rep(NA, nrow(adsl)))
}
earlier <- function(a, b) pmin(a, b, na.rm = TRUE)

window <- local({
  first <- of_adsl("TRTSDT")
  last <- of_adsl("TRTEDT")
  following <- of_adsl("NACTEDT")
  until <- last + as.numeric(choices[["teae_window_days"]])
  going_on <- !is.na(first) & is.na(last)
  last[going_on] <- until[going_on] <- as.Date(choices[["data_cutoff"]])
  if (choices[["teae_stop_at_next_therapy"]] == "True") until <- earlier(until, following)
  data.frame(first, last, following, until, row.names = adsl$USUBJID)
})

# After the day of the first dose; where the study flags values as on treatment, by its flag.
on_treatment <- function(values) {
  mine <- window[values$USUBJID, ]
  late_enough <- !is.na(values$ADT) & values$ADT > mine$first
  in_window <- if (choices[["ontrtfl_given"]] == "True") {
    values$ONTRTFL %in% "Y"
  } else {
    !is.na(values$ADT) & values$ADT <= mine$until
  }
  values[late_enough & in_window, ]
}
