/** An installation with people who can sign in, two cooperatives and their households, asked over HTTP. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TOTP, Secret } from 'otpauth';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { FixedClock, instantAfter } from '../../src/common/clock';
import type { OpenDatabase } from '../../src/database/data-source';
import { buildHttpApp, type HttpOptions } from '../../src/server/server';
import { Users } from '../../src/identity/users.service';
import { THE_OPERATOR, type UserRole } from '../../src/identity/viewer';
import { CooperativesService } from '../../src/contracts/cooperatives.service';
import { BookWriter } from '../../src/journal/book-writer';
import { recordHousehold } from '../../src/contracts/record-household';
import { Browser } from './cookie-jar';
import { openTestDatabase } from './database';

export const PASSWORD = '草原上的羊群-有九百九十只';

export interface Installation {
  readonly app: NestFastifyApplication;
  readonly database: OpenDatabase;
  readonly clock: FixedClock;
  readonly url: string;
  /** Key of each cooperative by its code: A and B. */
  readonly ids: Readonly<Record<'A' | 'B', number>>;
  browser(address?: string): Browser;
  /** Adds a user whose password is PASSWORD. */
  add(login: string, roles?: readonly (readonly ['A' | 'B', UserRole])[], isOperator?: boolean): Promise<void>;
  /** A browser in which the user has signed in. */
  signedIn(login: string, address?: string): Promise<Browser>;
  later(milliseconds: number): void;
  close(): Promise<void>;
}

export async function openInstallation(options: HttpOptions = {}): Promise<Installation> {
  const { test, database } = await openTestDatabase();
  const clock = new FixedClock('2026-03-01T00:00:00.000Z');
  const app = await buildHttpApp(database, { clock, requestsPerMinute: 1_000_000, ...options });
  const ids = { A: 0, B: 0 };
  for (const code of ['A', 'B'] as const) {
    const line = { type: 'cooperative', code, name: `合作社${code}`, accounting: 'CN-COOP-2021' } as const;
    ids[code] = (await app.get(CooperativesService).create(line, CLI_ORIGIN)).id;
    await app.get(BookWriter).run(code, async (unit) => {
      for (const h of ['H1', 'H2'])
        await recordHousehold(unit, { type: 'household', cooperative: code, code: h, name: `牧户${h}` });
    });
  }
  const browser = (address?: string): Browser => new Browser(app, address);
  return {
    app,
    database,
    clock,
    url: test.url,
    ids,
    browser,
    add: (login, roles = [], isOperator = false) =>
      app
        .get(Users)
        .addWithPassword(
          THE_OPERATOR,
          CLI_ORIGIN,
          { login, name: login, isOperator, roles: roles.map(([code, role]) => ({ cooperativeId: ids[code], role })) },
          PASSWORD,
        ),
    signedIn: async (login, address) => {
      const own = browser(address);
      const { status } = await own.signIn(login, PASSWORD);
      if (status !== 204) throw new Error(`${login} cannot sign in: ${status}`);
      return own;
    },
    later: (milliseconds) => clock.set(instantAfter(clock.now(), milliseconds)),
    close: async () => {
      await app.close();
      await database.close();
      await test.drop();
    },
  };
}

/** What an authenticator shows at an instant. */
export function codeAt(secret: string, instant: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.parse(instant) });
}

/** Sets up a second factor as its owner would; gives the secret of the authenticator and the recovery codes. */
export async function enrol(
  own: Browser,
  clock: FixedClock,
  password = PASSWORD,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { secret } = (await own.post('me/second-factor')).body as { secret: string };
  const confirmed = await own.post('me/second-factor/confirm', {
    code: codeAt(secret, clock.now()),
    password,
  });
  return { secret, recoveryCodes: (confirmed.body as { recoveryCodes: string[] }).recoveryCodes };
}
