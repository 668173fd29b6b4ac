# A share of patients, its percentage and its limits.

share <- function(stat, x, n) {
  if (stat == "n") return(x)
  if (n == 0) return(NA)
  if (stat == "pct") return(100 * x / n)
  side <- match(stat, c("lower", "upper"))
  if (is.na(side)) return(NULL)
  test <- switch(choices[["proportion_ci"]],
    `clopper-pearson` = binom.test(x, n, conf.level = confidence),
    wilson = suppressWarnings(prop.test(x, n, conf.level = confidence, correct = FALSE))
  )
  100 * test$conf.int[[side]]
}

summarised <- function(stat, x) {
  x <- x[!is.na(x)]
  if (stat == "n") return(length(x))
  if (length(x) == 0) return(NA)
  switch(stat,
    median = median(x), mean = mean(x), sd = sd(x), min = min(x), max = max(x),
    q1 = quantile(x, 0.25, type = 7), q3 = quantile(x, 0.75, type = 7)
  )
}
