/** The examples in docs/chain.md, by the word after the language of their fence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(__dirname, '../../docs/chain.md'), 'utf8');

export function example(name: string): string {
  const found = new RegExp(`^\`\`\`\\w+ ${name.replaceAll('.', '\\.')}\\n([\\s\\S]*?)\\n\`\`\`$`, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`docs/chain.md has no example ${name}`);
  return found;
}
