module dev.steward/tools/answer

go 1.24
