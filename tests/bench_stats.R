# R's side of bench_stats.py: median time and peak memory of each method on one data set.
suppressPackageStartupMessages({library(survival); library(cmprsk)})
arguments <- commandArgs(TRUE)
runs <- as.numeric(arguments[2])
long <- as.numeric(arguments[3])
columns <- c("time", "event", "cause", "group", "age", "sex", "psa", "alp", "ecog")
values <- readBin(arguments[1], "double", file.size(arguments[1]) / 8)
d <- as.data.frame(matrix(values, ncol = length(columns), dimnames = list(NULL, columns)))
rm(values)

peak <- function() {
  line <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}
measure <- function(name, method) {
  invisible(gc())
  cat("5", file = "/proc/self/clear_refs")  # Linux: measure the peak anew
  seconds <- c()
  while (length(seconds) < runs && sum(seconds) < long) {
    seconds <- c(seconds, system.time(method())[["elapsed"]])
  }
  cat(name, median(seconds), peak(), "\n")
  flush(stdout())
}

y <- Surv(d$time, d$event)
x <- as.matrix(d[5:9])
measure("KM", function() survfit(Surv(time, event) ~ 1, d, conf.type = "log-log"))
measure("log-rank", function() survdiff(Surv(time, event) ~ group, d))
cox <- function() coxph(Surv(time, event) ~ age + sex + psa + alp + ecog, d)
measure("Cox", cox)
measure("Cox+concord", cox)
measure("coxph.fit", function() {
  coxph.fit(x, y, NULL, control = coxph.control(), method = "efron", rownames = NULL)
})
# Last what can take hours.
measure("Gray", function() cuminc(d$time, d$cause, d$group))
measure("incidence", function() survfit(Surv(time, factor(cause)) ~ 1, d, conf.type = "log-log"))
