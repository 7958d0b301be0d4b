"""What stands in deploy/ and docker-compose.yml, read by the programs that will read it on a server."""
