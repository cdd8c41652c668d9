#!/usr/bin/env node
/** The program `sureg`. */
import { version } from '../package.json';
import { connect } from './cli/connect';
import { runProcess } from './cli/process';
import { localeOfTerminal } from './common/locale';
import { readEnvironment } from './config/environment';

void runProcess(() => {
  const environment = readEnvironment();
  return { version, locale: localeOfTerminal(environment.language), connection: () => connect(environment) };
});
