@echo off
"%~dp0node.exe" "%~dp0cli.mjs" %*
