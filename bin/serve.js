/**
 * `npm start`: the server, compiled.
 * Knows which program that is; refuses to know what it does.
 */
import { compile, urlOf } from './compiled.js';

process.setSourceMapsEnabled(true);
await compile();
await import(urlOf('main'));
