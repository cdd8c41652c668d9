// 核对审计包，不需要原程序。 Checks an audit pack without the program that made it. Node 20 以上 or later.
//   node verify-pack.mjs PACK.zip|FOLDER [--anchor SEQ:HASH | heads.txt | manifest.json of an older pack]...
// 退出码 exit code: 0 相符 all fits · 1 有出入 something differs · 2 无法核对 cannot be checked
// 请用自己保存的本文件，不要用包里的那份。 Use a copy that you kept yourself, not the one in the pack.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

let differences = 0;
const say = (text) => console.log(text);
const bad = (text) => (differences += 1) <= 40 && say(`   ✗ ${text}`);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const units = (quantity) => BigInt(quantity.replace('.', '')); // 分、头、克 fen, heads, grams
// ---- 读包 reading: a folder, or a ZIP by its directory; a map from names to functions that give the content
function openFolder(path) {
  const names = readdirSync(path, { recursive: true }).filter((name) => statSync(join(path, name)).isFile());
  return new Map(names.map((name) => [name.replaceAll('\\', '/'), () => readFileSync(join(path, name))]));
}
function openZip(path) {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('不是 ZIP 文件 not a ZIP file');
  const files = new Map();
  for (let n = zip.readUInt16LE(end + 10), p = zip.readUInt32LE(end + 16); n > 0; n--) {
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(p + field));
    const name = zip.toString('utf8', p + 46, p + 46 + nameLength);
    if (files.has(name)) bad(`${name}: ZIP 内重复 twice in the ZIP`);
    const local = zip.readUInt32LE(p + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + zip.readUInt32LE(p + 20));
    files.set(name, zip.readUInt16LE(p + 10) === 0 ? () => content : () => inflateRawSync(content));
    p += 46 + nameLength + extra + comment;
  }
  return files;
}
const read = new Map(); // file -> its size and SHA-256, as found
function contentOf(pack, name) {
  const content = pack.get(name)?.() ?? '';
  read.set(name, { path: name, bytes: content.length, sha256: sha256(content) });
  return content;
}
function* linesOf(pack, name) {
  const content = contentOf(pack, name);
  for (let at = 0, end; at < content.length; at = end + 1)
    yield content.toString('utf8', at, (end = content.includes('\n', at) ? content.indexOf('\n', at) : content.length));
}
// ---- 账链 chain: whether its records are whole, and what the other files must say therefore
class Chain {
  last = { cooperative: undefined, seq: 0, hash: '0'.repeat(64), recordedAt: '' };
  found = { format: 'sureg-audit-pack', version: 1, asKnown: '', cooperative: null, season: null, closed: null };
  hashes = new Map(); // record, or version of the posting mapping -> hash
  balances = new Map(); // account and commodity -> where it stands when the season ends
  households = new Map(); // contract -> household
  happenedOn = new Map(); // event -> day
  amendments = new Set();
  files = new Map(['book', 'entries', 'terms', 'approvals'].map((name) => [`${name}.jsonl`, createHash('sha256')]));
  constructor(season) {
    this.season = season;
    this.write('book', { type: 'book', format: 1 });
  }
  write = (file, row) => this.files.get(`${file}.jsonl`).update(`${JSON.stringify(row)}\n`);
  next(text) {
    const which = `第 ${this.last.seq + 1} 条 record ${this.last.seq + 1}`;
    const [, hash, json] = /^\{"hash":"([0-9a-f]{64})","record":(\{.*\})\}$/.exec(text) ?? [];
    if (json === undefined || sha256(json) !== hash) return `${which}: 内容与校验值不符 its content has another hash`;
    const { seq, prev, recordedAt, line, approvedBy, approvedAt, bookedOn, entries } = JSON.parse(json);
    if (seq !== this.last.seq + 1) return `${which}: 缺失 is missing; ${seq} stands there`;
    if (prev !== this.last.hash) return `${which}: 没有接在上一条之后 does not follow the one before`;
    if (recordedAt < this.last.recordedAt) return `${which}: 时间倒退 its time goes back`;
    this.last = { cooperative: line.cooperative ?? line.code, seq, hash, recordedAt };
    this.hashes.set(seq, hash);
    const { type, cooperative, ...own } = line;
    const { id: event, kind, by, of, terms, season, number, contract = number } = line;
    const { code, from, to } = this.season;
    const approval = { approvedBy, approvedAt };
    this.write('book', { type, cooperative, ...own, seq, recordedAt, bookedOn, ...approval, hash });
    if (approvedBy) this.write('approvals', { seq, type, kind, contract, season, event, by, recordedAt, ...approval });
    if (terms) this.write('terms', { seq, contract, event, inForceFrom: bookedOn ?? line.from, terms });
    if (kind === 'amendment') this.amendments.add(event);
    if (this.amendments.has(of)) this.write('terms', { seq, contract, event, reverses: of, reversedFrom: bookedOn });
    if (type === 'contract') this.households.set(contract, line.household);
    if (type === 'cooperative') this.found.cooperative = line;
    if (type === 'season' && line.code === code) this.found.season = line;
    if (type === 'close' && season === code) this.found.closed = { seq, recordedAt };
    if (type === 'event') this.happenedOn.set(event, line.on ?? this.happenedOn.get(of));
    for (const [i, { bookedOn: day, contract: whose, postings }] of entries.entries()) {
      const sums = new Map();
      for (const [j, { account, commodity, quantity }] of postings.entries()) {
        const add = (map, key) => map.set(key, (map.get(key) ?? 0n) + units(quantity));
        add(sums, commodity);
        if (day <= to) add(this.balances, account.startsWith('owed') ? account : `${account} ${commodity}`);
        if (day < from || day > to) continue;
        const place = { cooperative, seq: `${seq}`, entry: `${i + 1}`, line: `${j + 1}`, season: code };
        const owner = kind || !account.startsWith('coop:') ? whose : '';
        const what = { event: event ?? '', kind: kind ?? 'close', contract: owner, account, commodity, quantity };
        this.write('entries', { ...place, bookedOn: day, on: this.happenedOn.get(event) ?? day, ...what, recordedAt });
      }
      for (const sum of sums.values()) if (sum !== 0n) return `第 ${seq} 条 record ${seq}: 不平衡 does not balance`;
    }
  }
}
// ---- 对账单 statements: their SHA-256, and where the ledger stands when a closed season ends
const COLUMNS = 'cooperative,season,statement,contract,household,section,subject,line,quantity,unit,status'.split(',');
const csv = (values) => `${values.map((v) => (/[",\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v)).join(',')}\r\n`;
function accountOf(contract, { section, subject }) {
  if (section === 'stock') return `stock:${subject.replace(':', `:${contract} `)}`;
  if (section === 'owed') return `owed:${contract}:${subject}`;
  return `members:${contract}:${section === 'cash' ? 'current' : 'deposit'} CNY`;
}
function checkStatements(pack, chain, closed) {
  const [contracts, standing] = [new Set(), new Map()];
  chain.files.set('lines.csv', createHash('sha256').update(csv(COLUMNS)));
  for (const text of linesOf(pack, 'statements.jsonl')) {
    const { statement, contract, household, status, sha256: given, lines } = JSON.parse(text);
    const isOwn = lines.every((row) => row.statement === statement && row.household === household);
    if (!isOwn || sha256(JSON.stringify(lines)) !== given) bad(`${statement}: 内容与校验值不符 has another SHA-256`);
    if (chain.households.get(contract) !== household || contracts.has(contract) || (status === 'draft') !== !closed)
      bad(`${statement}: 合同或状态与账链不符 the chain has no such contract, or another state`);
    contracts.add(contract);
    for (const row of lines) {
      if (row.line === 'closing') standing.set(accountOf(contract, row), -units(row.quantity));
      chain.files.get('lines.csv').update(csv(COLUMNS.map((column) => ({ ...row, status })[column])));
    }
  }
  for (const [account, sum] of chain.balances) {
    const [, contract] = /^(?:members|owed|stock:leased|stock:own):([^: ]+)/.exec(account) ?? [];
    if (contract !== undefined && (contracts.has(contract) || !account.startsWith('stock')))
      standing.set(account, (standing.get(account) ?? 0n) + sum);
  }
  for (const [account, sum] of closed ? standing : [])
    if (sum !== 0n) bad(`${account}: 账簿与对账单相差 ledger and statement differ by ${sum}`);
}
// ---- 科目对照 posting mapping: its versions are a chain too; a closed season has the last one made before it was closed
function checkMappings(pack, chain, closed) {
  let [last, own] = [{ version: -1 }];
  for (const text of linesOf(pack, 'mappings.jsonl')) {
    const [, hash, json = '{}'] = /^\{"hash":"([0-9a-f]{64})","mapping":(\{.*\})\}$/.exec(text) ?? [];
    const row = { ...JSON.parse(json), hash };
    const isNext = row.version === last.version + 1 && row.prev === last.hash && !(row.madeAt < last.madeAt);
    if (sha256(json) !== hash || !isNext || row.afterSeq < last.afterSeq || row.afterSeq > chain.last.seq)
      bad(`科目对照第 ${last.version + 1} 版有误 posting mapping, version ${last.version + 1} is not what was made`);
    chain.hashes.set(`mapping ${row.version}`, hash);
    last = row;
    if (!(row.afterSeq >= closed?.seq)) own = row;
  }
  const { version, madeAt, madeBy, content } = own ?? {};
  if (!own) bad('mappings.jsonl: 没有科目对照 there is no posting mapping');
  const text = JSON.stringify({ version, madeAt, madeBy, ...content }, null, 2);
  chain.files.set('posting-mapping.json', createHash('sha256').update(`${text}\n`));
  chain.found.asKnown = [last.madeAt ?? '', chain.last.recordedAt].sort()[1];
  return { mapping: { version, proposal: content?.proposal }, mappingHead: { version: last.version, hash: last.hash } };
}
function anchorsOf(arg, head) {
  const text = existsSync(arg) ? readFileSync(arg, 'utf8') : arg;
  if (text.startsWith('{')) return [{ ...JSON.parse(text).head, older: JSON.parse(text) }];
  const found = [...text.matchAll(/^\ufeff?(?:(\S+) )?(\d+)[ :]([0-9a-f]{64})\s*$/gm)];
  if (found.length === 0) throw new Error(`没有链头 no head: ${arg}`);
  return found.map(([, cooperative = head.cooperative, seq, hash]) => ({ cooperative, seq: Number(seq), hash }));
}
function main([path, ...options]) {
  const pack = statSync(path).isDirectory() ? openFolder(path) : openZip(path);
  const text = contentOf(pack, 'manifest.json').toString();
  const { asKnown, cooperative, season, closed, head, files } = JSON.parse(text);
  const anchors = options.flatMap((arg) => (arg === '--anchor' ? [] : anchorsOf(arg, head)));
  say(`${cooperative.name} ${season.code} ${season.from}–${season.to}${closed ? '' : ' 未结账 still open'}`);
  say(`截至 as known at ${asKnown}\nmanifest.json SHA-256 ${read.get('manifest.json').sha256}\n\n账链 chain`);
  const chain = new Chain(season);
  let fault;
  for (const line of linesOf(pack, 'chain.jsonl')) fault ??= chain.next(line);
  if (fault) bad(fault);
  say(`   链头 head ${chain.last.seq}:${chain.last.hash}`);
  const mappings = checkMappings(pack, chain, closed);
  for (const { seq, hash, cooperative: code, older } of anchors) {
    if (code !== head.cooperative || chain.hashes.get(seq) !== hash) bad(`旧链头 ${seq} 不在链中 older head not found`);
    else say(`   旧链头 ${seq} 在链中 older head found`);
    const { version, hash: made } = older?.mappingHead ?? {};
    if (chain.hashes.get(`mapping ${version}`) !== made)
      bad(`科目对照第 ${version} 版不在 posting mapping ${version} not found`);
    for (const { path: name, sha256: was } of older?.closed && older.season.code === season.code ? older.files : [])
      if (/^(lines|statements|posting)/.test(name) && files.find((f) => f.path === name)?.sha256 !== was)
        bad(`${name}: 结账后有改动 changed since the older pack, though the season was closed`);
  }
  say(`\n对账单 statements${fault ? '\n   账链有误，未核对 not checked: the chain is broken' : ''}`);
  if (!fault) checkStatements(pack, chain, closed);
  say('\n文件 files');
  for (const name of pack.keys()) if (!read.has(name)) contentOf(pack, name);
  const its = { ...chain.found, head: chain.last, ...mappings, files: files.map((f) => read.get(f.path)) };
  if (!fault && text !== `${JSON.stringify(its, null, 2)}\n`) bad('manifest.json: 与包内不符 not what is in the pack');
  for (const [name, hash] of fault ? [] : chain.files)
    if (read.get(name)?.sha256 !== hash.digest('hex')) bad(`${name}: 与账链不符 not what the chain says`);
  const listed = new Map([['manifest.json', sha256(text)], ...files.map((f) => [f.path, f.sha256])]);
  for (const name of new Set([...listed.keys(), ...read.keys()]))
    if (listed.get(name) !== read.get(name)?.sha256) bad(`${name}: 与清单不符 not as listed`);
  say(differences > 0 ? `\n✗ ${differences} 处有出入 differences` : '\n✓ 全部相符 everything fits');
  process.exitCode = differences > 0 ? 1 : 0;
}
process.on('uncaughtException', ({ message }) => process.exit(console.error(`无法核对 not checked: ${message}`) ?? 2));
main(process.argv.slice(2));
