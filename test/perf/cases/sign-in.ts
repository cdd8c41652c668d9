/** How long other requests take while people sign in, against the same requests on a quiet server; the server in a process of its own. */
import { fork } from 'node:child_process';
import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { buildHttpApp } from '../../../src/server/server';
import { Passwords } from '../../../src/identity/passwords.service';
import { hashSecret } from '../../../src/identity/secrets';
import { Sessions } from '../../../src/identity/sessions.service';
import { seasonSpan } from '../generator';
import { load, median, millis, openBench, type Result, type Sizes, quantile } from '../support';

const CONTRACTS = 200;
const PEOPLE = 100;
const PASSWORD = '草原上的羊群很多呀真的';
const SIGN_INS_A_SECOND = 20;
const REQUESTS_A_SECOND = 50;
/** Everybody signs in from where they did before: the tries of unknown devices are counted together for each address. */
const DEVICE = 'D'.repeat(43);
const AT = '2026-01-01T00:00:00.000Z';
const CONTRACTS_PATH = '/api/v1/cooperatives/BENCH/contracts';

/** What the serving process tells: where it listens, and the session of a clerk. */
interface Served {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly millis: number;
}

type Ask = (method: string, path: string, body?: object) => Promise<Answer>;

/** The answers of one span, in milliseconds. */
interface Span {
  readonly others: readonly number[];
  readonly signIns: readonly Answer[];
}

export async function signIns(sizes: Sizes): Promise<Result[]> {
  const child = fork(__filename);
  const served = await new Promise<Served>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Served));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const agent = new Agent({ keepAlive: true });
  const asClerk = askOf(agent, served.port, served.headers);
  const asAnybody = askOf(agent, served.port, { cookie: `sureg-device=${DEVICE}` });
  const spans: { idle: Span; busy: Span }[] = [];
  for (let round = -1; round < sizes.rounds; round++) {
    const idle = await span(asClerk, undefined, sizes.signInSeconds);
    const busy = await span(asClerk, asAnybody, sizes.signInSeconds);
    if (round >= 0) spans.push({ idle, busy });
  }
  agent.destroy();
  child.removeAllListeners('exit').disconnect();
  return [...[0.5, 0.95].map((rank) => compared(spans, rank)), signingIn(spans.map(({ busy }) => busy))];
}

function compared(spans: readonly { idle: Span; busy: Span }[], rank: number): Result {
  const at = ({ others }: Span): number => quantile(others, rank);
  const ratio = median(spans.map(({ idle, busy }) => at(busy) / at(idle)));
  return {
    name: `p${rank * 100} of other requests, ${SIGN_INS_A_SECOND} sign-ins/s`,
    ours: millis(median(spans.map(({ busy }) => at(busy)))),
    floor: `with none: ${millis(median(spans.map(({ idle }) => at(idle))))}`,
    ratio: ratio.toFixed(2),
    cpu: '-',
    aim: rank === 0.95 ? '<= 3.00' : '-',
  };
}

/** The sign-ins themselves; those that were sent away are said. */
function signingIn(spans: readonly Span[]): Result {
  const all = spans.flatMap(({ signIns }) => signIns);
  const done = all.filter(({ status }) => status === 204).map(({ millis: took }) => took);
  if (done.length === 0) throw new Error('nobody was let in');
  return {
    name: `signing in, ${done.length} of ${all.length} let in`,
    ours: `p50 ${millis(quantile(done, 0.5))}, p95 ${millis(quantile(done, 0.95))}`,
    floor: '-',
    ratio: '-',
    cpu: '-',
    aim: '-',
  };
}

let asked = 0;

/** Requests at a steady pace, whether or not those before were answered; with people signing in beside them when `asAnybody` is given. */
async function span(asClerk: Ask, asAnybody: Ask | undefined, seconds: number): Promise<Span> {
  const signIns = asAnybody
    ? steadily(SIGN_INS_A_SECOND, seconds, (n) =>
        asAnybody('POST', '/api/v1/sign-in', { login: `person${n % PEOPLE}`, password: PASSWORD }),
      )
    : [];
  const others = await steadily(REQUESTS_A_SECOND, seconds, () => otherRequest(asClerk, (asked += 1)));
  const failed = others.find(({ status }) => status >= 400);
  if (failed) throw new Error(`a request was answered ${failed.status}`);
  return { others: others.map(({ millis: took }) => took), signIns: await signIns };
}

/** What an office asks all day: a balance, a list, an event. */
function otherRequest(ask: Ask, n: number): Promise<Answer> {
  const contract = `${CONTRACTS_PATH}/C${1 + (n % CONTRACTS)}`;
  if (n % 3 === 0) return ask('GET', `${contract}/balances`);
  if (n % 3 === 1) return ask('GET', `${CONTRACTS_PATH}?limit=50`);
  const event = { id: `sign-in-${n}`, kind: 'cash_in', on: seasonSpan(1).to, amount: '12.50', method: '现金' };
  return ask('POST', `${contract}/events`, event);
}

async function steadily<T>(perSecond: number, seconds: number, ask: (n: number) => Promise<T>): Promise<T[]> {
  const answers: Promise<T>[] = [];
  const started = performance.now();
  for (let n = 0; n < perSecond * seconds; n++) {
    await pause(Math.max(0, started + (n * 1000) / perSecond - performance.now()));
    answers.push(ask(n));
  }
  return Promise.all(answers);
}

function askOf(agent: Agent, port: number, headers: Readonly<Record<string, string>>): Ask {
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const type = body ? { 'content-type': 'application/json' } : {};
      const answered = (answer: IncomingMessage): void => {
        answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, millis: performance.now() - started })); // prettier-ignore
      };
      const asking = request({ agent, host: '127.0.0.1', port, method, path, headers: { ...headers, ...type } }, answered); // prettier-ignore
      asking.once('error', reject).end(body && JSON.stringify(body));
    });
}

/** In the process of its own: a book, people with a password, and a clerk who is signed in. */
async function serve(): Promise<void> {
  const bench = await openBench();
  await load(bench, { contracts: CONTRACTS, seasons: 2, closed: 0, events: 3 });
  const { database } = bench;
  const app = await buildHttpApp(database, { requestsPerMinute: 1_000_000 });
  const hash = await app.get(Passwords).hash(PASSWORD);
  const sessions = app.get(Sessions);
  const secret = await database.writer.write('installation', async (tx) => {
    const logins = ['clerk', ...Array.from({ length: PEOPLE }, (_, n) => `person${n}`)];
    const rows = logins.map((login, n) => [n + 1, login, login, false, AT, 1, hash]);
    await tx.insertMany('app_user', ['id', 'login', 'name', 'is_operator', 'created_at', 'version', 'password_hash'], rows); // prettier-ignore
    const devices = rows.map(([id]) => [id as number, hashSecret(DEVICE), AT, '9999-12-31T00:00:00.000Z']);
    await tx.insertMany('known_device', ['user_id', 'hash', 'created_at', 'expires_at'], devices);
    const grant = ['cooperative_id', 'user_id', 'role', 'granted_at', 'granted_by'];
    await tx.insertMany('role_grant', grant, [[1, 1, 'clerk', AT, 'bench']]);
    return sessions.start(tx, { user: 1, isStrong: true, address: 'bench', agent: 'bench' });
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const headers = { cookie: `sureg=${secret}`, 'x-csrf-token': (await sessions.viewer(secret)).csrf ?? '' };
  process.send?.({ port, headers } satisfies Served);
  // Also when the measuring process is no more.
  process.once('disconnect', () => void app.close().then(() => bench.close()));
}

if (require.main === module) void serve();
