/** The demonstration: loads the Wuriyintuya book into data/demo.db, settles, prints the seed statement, and serves until interrupted. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { version } from '../package.json';
import { connect } from './cli/connect';
import { Output } from './cli/output';
import { keepPrivate, runProcess } from './cli/process';
import { runCli } from './cli/program';
import { localeOfTerminal } from './i18n/locale';
import { readEnvironment, type Environment } from './config/environment';
import { makePeople } from './demo-people';
import { label, text } from './i18n/messages';

const BOOK = join(__dirname, '..', '..', 'examples', 'wuriyintuya.jsonl');

/** What a newcomer would type, one after the other. */
const STEPS: readonly (readonly string[])[] = [
  ['import', relative(process.cwd(), BOOK)],
  ['settle', '--season', '2025-winter'],
  ['owes', '--contract', 'WRYT-2022-001', '--on', '2025-11-30'],
  ['verify'],
];

async function demonstrate(): Promise<void> {
  keepPrivate();
  const own = readEnvironment();
  const environment: Environment = { ...own, databaseUrl: 'sqlite:data/demo.db', log: 'warn' };
  const output = new Output(process.stdout, process.stderr);
  const locale = localeOfTerminal(own.language);
  const outside = { version, locale, connection: () => connect(environment) };
  if (!existsSync(BOOK)) throw new Error(`the example book is not at ${BOOK}`);
  for (const step of STEPS) {
    output.note(`\n$ sureg ${step.join(' ')}`);
    const code = await runCli(step, { ...outside, output, stdin: process.stdin, onStop: () => () => undefined });
    if (code !== 0) process.exit(code);
  }
  if (process.argv.includes('--no-serve')) process.exit(0);
  const { users, household, cardSecret } = await makePeople(environment);
  const address = `http://${environment.host}:${environment.port}`;
  output.note(`\n$ sureg serve\n${text(locale, 'demo_sign_in', { address: `${address}/sign-in` })}\n`);
  for (const { login, role, password } of users)
    output.note(`  ${login.padEnd(14)} ${password}   ${label(locale, `role.${role}`)}`);
  output.note(`\n${text(locale, 'demo_card', { household, link: `${address}/h/${cardSecret}` })}\n`);
  process.argv = [...process.argv.slice(0, 2), 'serve'];
  await runProcess(() => outside);
}

void demonstrate();
