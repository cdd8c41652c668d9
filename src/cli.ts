#!/usr/bin/env node
/** The program `sureg`. */
import { version } from '../package.json';
import { runProcess } from './cli/process';
import { localeOfTerminal } from './i18n/locale';
import { readEnvironment } from './config/environment';

void runProcess(() => {
  const environment = readEnvironment();
  return {
    version,
    locale: localeOfTerminal(environment.language),
    // Help and usage are told without loading what the commands work with.
    connection: async () => (await import('./cli/connect.js')).connect(environment),
  };
});
