/** The server alone, as `nest start` and service managers run it; `sureg serve` does the same. */
import { version } from '../package.json';
import { connect } from './cli/connect';
import { runProcess } from './cli/process';
import { localeOfTerminal } from './i18n/locale';
import { readEnvironment } from './config/environment';

process.argv = [...process.argv.slice(0, 2), 'serve'];
void runProcess(() => {
  const environment = readEnvironment();
  return { version, locale: localeOfTerminal(environment.language), connection: () => connect(environment) };
});
