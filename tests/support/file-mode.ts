/** Test files share a process. A station that one of them opened in it has closed its new files to others; the next begins as usual. */
process.umask(0o022);
