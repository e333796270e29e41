module dev.steward/tools/pause

go 1.24
