/**
 * docker-compose.yml by its structure: what it starts, and that servers, proxy and image agree with each other.
 * No engine starts it here; what HAProxy makes of its file is in rolling-restart.test.ts, and the image in container-image.test.ts.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../src/config.ts';
import { serversIn } from './support/haproxy.ts';

interface Service {
  readonly profiles?: readonly string[];
  readonly build?: string;
  readonly image: string;
  readonly environment?: Record<string, string>;
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: object;
  readonly networks?: readonly string[] | Record<string, { ipv4_address: string }>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stop_grace_period?: string;
}

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');
/** As Compose fills it in where no variable is set: in texts, once the file is parsed. */
const filledIn = JSON.stringify(parse(read('docker-compose.yml'))).replace(/\$\{\w+:-([^}]*)\}/g, '$1');
const { services, networks } = JSON.parse(filledIn) as {
  services: Record<string, Service>;
  networks: Record<string, { ipam: { config: readonly { subnet: string }[] } }>;
};
const imageEnvironment = Object.fromEntries(
  [.../^ENV (.*)$/m.exec(read('Dockerfile'))![1]!.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [
    name,
    value,
  ]),
);
const servers = Object.entries(services).filter(([, { build }]) => build === '.');

describe('docker-compose.yml', () => {
  it('starts the database alone unless more is asked for, as npm run db:up does', () => {
    const always = Object.entries(services).filter(([, { profiles }]) => profiles === undefined);
    expect(always.map(([name]) => name)).toEqual(['database']);
    expect(Object.keys(services).sort()).toEqual(['database', 'proxy', 'redis', 'server-1', 'server-2']);
    for (const { profiles } of Object.values(services))
      expect(profiles ?? ['replicas']).toEqual(['replicas']);
  });

  it('gives its servers variables that they take', () => {
    expect(servers).toHaveLength(2);
    const [user, password, name] = ['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB'].map(
      variable => services.database!.environment![variable],
    );
    for (const [, { environment }] of servers) {
      const config = parseConfig({ ...imageEnvironment, ...environment });
      expect(config.databaseUrl).toBe(`postgres://${user}:${password}@database:5432/${name}`);
      expect(environment!.REDIS_URL).toBe('redis://redis:6379');
    }
  });

  it('starts a service after those it needs, of which each tells whether it is well', () => {
    const imageIsChecked = /^HEALTHCHECK /m.test(read('Dockerfile'));
    for (const { depends_on = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(condition).toBe('service_healthy');
        const { healthcheck, build } = services[name]!;
        expect(healthcheck ?? (build && imageIsChecked), name).toBeTruthy();
      }
    }
    expect(Object.keys(services.proxy!.depends_on!)).toEqual(servers.map(([name]) => name));
  });

  it('lets HAProxy lead to these servers, who believe it and nobody else', () => {
    expect(services.proxy!.volumes).toEqual([
      './docs/operations/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro',
    ]);
    const configuration = read('docs/operations/haproxy.cfg');
    expect(serversIn(configuration)).toEqual(servers.map(([name]) => `${name}:${imageEnvironment.PORT}`));
    const [, bound] = /^ +bind :(\d+)$/m.exec(configuration)!;
    expect(services.proxy!.ports).toEqual([`127.0.0.1:8080:${bound}`]);
    const { proxied } = services.proxy!.networks as Record<string, { ipv4_address: string }>;
    const { subnet } = networks.proxied!.ipam.config[0]!;
    expect(proxied!.ipv4_address.startsWith(subnet.replace(/0\/24$/, ''))).toBe(true);
    for (const [, { environment, networks: joined }] of servers) {
      expect(environment!.TRUSTED_PROXIES).toBe(proxied!.ipv4_address);
      expect(joined).toContain('proxied');
    }
  });

  it('gives a server that is stopped the time that it takes', () => {
    for (const [, { environment, stop_grace_period }] of servers) {
      const { drainMs } = parseConfig({ ...imageEnvironment, ...environment });
      expect(Number.parseInt(stop_grace_period!, 10) * 1_000).toBeGreaterThan(drainMs + 10_000);
    }
  });

  it('keeps what is published on this machine', () => {
    const published = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(published).toHaveLength(2);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});
