/**
 * A wire between server and PostgreSQL that can be cut, slowed down, or swallow what is sent.
 * Knows bytes and sockets; refuses to know what they mean.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `hole`: bytes vanish both ways, and nobody is told. `cut`: connections are reset, and new ones too. */
export type WireState = 'whole' | 'hole' | 'cut' | { readonly delayMs: number };

export interface FaultWire {
  /** The database's address by this wire. */
  readonly url: string;
  become(state: WireState): void;
  close(): Promise<void>;
}

export async function layWire(databaseUrl: string): Promise<FaultWire> {
  const { hostname, port } = new URL(databaseUrl);
  let state: WireState = 'whole';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A broken wire is what this is for.
    socket.on('error', () => {});
  };
  const carry = (from: Socket, to: Socket) => {
    from.on('data', bytes => {
      if (state === 'hole') return;
      const send = () => !to.destroyed && to.write(bytes);
      if (typeof state === 'object') setTimeout(send, state.delayMs);
      else send();
    });
    from.on('close', () => state !== 'hole' && to.destroy());
  };
  const server = createServer(near => {
    keep(near);
    if (state === 'cut') return near.resetAndDestroy();
    const far = connect(Number(port), hostname);
    keep(far);
    carry(near, far);
    carry(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = String((server.address() as AddressInfo).port);
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: own }).href,
    become: next => {
      state = next;
      if (state === 'cut') for (const socket of sockets) socket.resetAndDestroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
