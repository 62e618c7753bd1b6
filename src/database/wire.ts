/**
 * The socket of one connection to PostgreSQL, opened here so that what comes through it can be counted and cut off.
 * Knows bytes; TLS and the protocol on top are the driver's.
 */
import { connect, type Socket } from 'node:net';

/** What the driver tells of where PostgreSQL is: hosts to be tried in turn, or a path. */
interface Place {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false;
}

export class Wire {
  private socket: Socket | undefined;
  /** Of the hosts, the one that was tried last. */
  private index = -1;
  private readonly patienceMs: number;

  /** @param patienceMs after which a host that does not take the connection counts as not there */
  constructor(patienceMs: number) {
    this.patienceMs = patienceMs;
  }

  /** Opens a socket for the driver. While one is open, another is for a request to cancel, and goes to the same host. */
  readonly open = async (place: Place): Promise<Socket> => {
    if (this.socket && !this.socket.destroyed) return this.connect(place, this.index);
    for (let tries = 1; ; tries++) {
      this.index = (this.index + 1) % place.host.length;
      try {
        this.socket = await this.connect(place, this.index);
        return this.socket;
      } catch (error) {
        if (tries >= place.host.length) throw error;
      }
    }
  };

  /** Bytes that came so far, as they travelled. */
  get received(): number {
    return this.socket?.bytesRead ?? 0;
  }

  /** Takes nothing more: what was not read yet never gets into memory. */
  cut(): void {
    this.socket?.destroy();
  }

  private connect({ host, port, path }: Place, index: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = path ? connect(path) : connect(port[index]!, host[index]!);
      const fail = (error: Error) => {
        clearTimeout(timer);
        socket.destroy();
        reject(error);
      };
      const timer = setTimeout(
        () => fail(new Error('PostgreSQL took no connection in time.')),
        this.patienceMs,
      );
      socket.once('error', fail);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', fail);
        // TLS is for this name; the driver reads it there.
        resolve(Object.assign(socket, path ? {} : { host: host[index], port: port[index] }));
      });
    });
  }
}
