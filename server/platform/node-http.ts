/**
 * What is used of `node:http`. An import would make Node get ready all that the module exports, fetch and WebSocket too: 80 ms of
 * processor at every start of a station or command, for nothing.
 */
export const { createServer, request } = process.getBuiltinModule('node:http');
