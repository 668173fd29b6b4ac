# Derives each requested number of a report again, from the analysis datasets and the keys of the
# ledger row alone, with functions of R and its package survival: Rscript qc.R FOLDER.
# Reads datasets, requests.csv and the study's choices from FOLDER; writes answers.csv there.
suppressPackageStartupMessages(library(survival))
options(warn = 1)

script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- commandArgs(trailingOnly = TRUE)[1]
parts <- c(
  "data", "window", "survival", "survival_models", "cox", "proportions", "adverse_events",
  "laboratory", "biomarkers", "cohort", "course", "lab_grades", "lab_course", "event_times"
)
for (part in parts) {
  source(file.path(dirname(script), paste0(part, ".R")), encoding = "UTF-8")
}

derivations <- list(
  km = km, follow_up = follow_up, logrank = logrank, cox = cox,
  km_start = km_start, rmst = rmst, cif = cif, cut = cut_at,
  cox_multivariable = cox_multivariable, ph_test = ph_test,
  influence = influence, partial_dates = partial_dates,
  teae_overview = teae_overview, teae_soc_pt = adverse_event_term,
  sae_soc_pt = adverse_event_term,
  teae_rate = teae_rate, teae_difference = teae_difference, ae_period = ae_period,
  teae_grade_month = teae_grade_month, haem_ae = haem_ae, haem_lab = haem_lab,
  sae_listing = sae_listing, ae_spelling = ae_spelling,
  lab_worst_grade = lab_worst_grade, lab_shift = lab_shift,
  lab_version = lab_version, lab_course = lab_course, lab_nadir = lab_nadir,
  biomarker = biomarker, response = response, normalisation = normalisation,
  cross_response = cross_response, below_detection = below_detection,
  event_kind = event_kind, landmark = landmark,
  cohort = cohort, flow = flow, exposure = exposure,
  therapy_before = therapy, therapy_after = therapy,
  therapy_order = therapy_order, therapy_sequence = therapy_sequence,
  swimmer = swimmer, follow_up_completeness = follow_up_completeness
)

requests <- as_read("requests.csv")
requests <- requests[requests$analysis %in% names(derivations), ]
values <- lapply(seq_len(nrow(requests)), function(i) {
  request <- as.list(requests[i, ])
  tryCatch(
    as.numeric(derivations[[request$analysis]](request)),
    error = function(e) stop(request$id, ": ", conditionMessage(e), call. = FALSE)
  )
})
known <- lengths(values) == 1  # not where there is no derivation of such a statistic
values <- unlist(values[known])
answers <- data.frame(
  id = requests$id[known],
  value = ifelse(is.na(values), "", sprintf("%.17g", values))
)
write.csv(answers, file.path(folder, "answers.csv"), row.names = FALSE, fileEncoding = "UTF-8")
versions <- c(paste(R.version$major, R.version$minor, sep = "."), format(packageVersion("survival")))
writeLines(versions, file.path(folder, "versions.txt"))
