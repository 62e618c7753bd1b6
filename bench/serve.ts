/** The process of a peer: `node serve.ts <name> <database URL>` prints the address once it listens. */
import type { AddressInfo } from 'node:net';
import { peerNamed } from './peers.ts';

const [name, url] = process.argv.slice(2);
if (name === undefined || url === undefined)
  throw new Error('Expected the name of a peer and the URL of a database.');
const peer = await peerNamed(name);
if (!peer.serve) throw new Error(`${name} is a program of its own.`);
const server = await peer.serve(url);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`Listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
