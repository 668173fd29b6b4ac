# Reads a SAS transport file of version 5 with base R alone, by its public description (SAS
# TS-140): records of 80 bytes, a name string of 140 bytes per variable, numbers in IBM format.
# Dates stay numbers of days since 1960.
read_xpt <- function(file) {
  bytes <- readBin(file, "raw", file.size(file))
  text <- function(from, length) {
    taken <- bytes[seq_len(length) + from - 1]
    taken[taken == 0] <- as.raw(32)
    trimws(rawToChar(taken), "right")
  }
  starts <- seq(1, length(bytes), by = 80)
  heads <- vapply(starts[1:12], text, "", length = 80)
  names_at <- grep("^HEADER RECORD\\*{7}NAMESTR", heads)
  count <- as.integer(substr(heads[names_at], 55, 58))
  first <- starts[names_at] + 80
  number <- function(at) sum(as.integer(bytes[at + 0:1]) * c(256, 1))
  place <- function(at) sum(as.integer(bytes[at + 0:3]) * 256^(3:0))
  variables <- lapply(seq_len(count) - 1, function(k) {
    at <- first + 140 * k
    list(character = number(at) == 2, length = number(at + 4), name = text(at + 8, 8),
         place = place(at + 84))
  })
  data <- first + 80 * ceiling(140 * count / 80) + 80  # behind the header of the observations
  width <- sum(vapply(variables, `[[`, 0, "length"))
  rows <- (length(bytes) - data + 1) %/% width
  table <- matrix(bytes[data + seq_len(rows * width) - 1], nrow = width)
  blank <- colSums(table != as.raw(32)) == 0  # padding of the last record
  table <- table[, !blank, drop = FALSE]
  columns <- lapply(variables, function(v) {
    cells <- table[v$place + seq_len(v$length), , drop = FALSE]
    if (v$character) trimws(apply(cells, 2, rawToChar), "right") else ibm_numbers(cells)
  })
  names(columns) <- vapply(variables, `[[`, "", "name")
  as.data.frame(columns, stringsAsFactors = FALSE)
}

# A column of bytes is one number: sign and exponent to the base 16, then the fraction. A missing
# value is a point, a letter or an underscore before zeros.
ibm_numbers <- function(cells) {
  bytes <- matrix(as.integer(cells), nrow = nrow(cells))
  fraction <- colSums(bytes[-1, , drop = FALSE] / 256^seq_len(nrow(bytes) - 1))
  value <- ifelse(bytes[1, ] >= 128, -1, 1) * fraction * 16^(bytes[1, ] %% 128 - 64)
  missing <- fraction == 0 & bytes[1, ] != 0
  ifelse(missing, NA, value)
}
