module dev.steward/tools/deliver

go 1.24
