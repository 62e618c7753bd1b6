/**
 * Preloaded into a server: its HTTP server and its pool of connections fail to close.
 * Everything else is the server's own.
 */
import { Server } from 'node:http';
import { ConnectionPool } from '../../src/database/connection-pool.ts';

Server.prototype.close = () => {
  throw new Error('the HTTP server was broken by a test');
};
ConnectionPool.prototype.close = async () => {
  throw new Error('the pool was broken by a test');
};
