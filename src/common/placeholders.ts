/** Placeholders of SQL texts. */

const rewritten = new Map<string, string>();

/** `?` placeholders as PostgreSQL's `$1`, `$2`, …; quoted text is left alone. */
export function numberPlaceholders(sql: string): string {
  const known = rewritten.get(sql);
  if (known !== undefined) return known;
  let n = 0;
  const text = sql.replace(/'(?:[^']|'')*'|"[^"]*"|\?/g, (match) => (match === '?' ? `$${(n += 1)}` : match));
  if (rewritten.size < 2_000) rewritten.set(sql, text);
  return text;
}
