// 核对审计包，不需要原程序。 Checks an audit pack without the program that made it. Node 20 以上 or later.
//   node verify-pack.mjs PACK.zip|FOLDER [--anchor SEQ:HASH | heads.txt | manifest.json of an older pack]...
// 退出码 exit code: 0 相符 all fits · 1 有出入 something differs · 2 无法核对 cannot be checked
// 请用自己保存的本文件，不要用包里的那份。 Use a copy that you kept yourself, not the one in the pack.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
process.on('uncaughtException', ({ message }) => process.exit(console.error(`无法核对 not checked: ${message}`) ?? 2));
let differences = 0;
const say = (text) => console.log(text);
const bad = (text) => (process.exitCode = Math.min((differences += 1), 1)) && differences <= 40 && say(`   ✗ ${text}`);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const units = (quantity) => BigInt(quantity.replace('.', '')); // 分、头、克 fen, heads, grams
const add = (sums, key, quantity) => sums.set(key, (sums.get(key) ?? 0n) + quantity);
// ---- 读包 reading: a folder, or a ZIP by its directory; a map from names to functions that give the content
function openFolder(path) {
  const names = readdirSync(path, { recursive: true }).filter((name) => statSync(`${path}/${name}`).isFile());
  return new Map(names.map((name) => [name.replaceAll('\\', '/'), () => readFileSync(`${path}/${name}`)]));
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
const [path, ...options] = process.argv.slice(2);
const pack = statSync(path).isDirectory() ? openFolder(path) : openZip(path);
const read = new Map(); // file -> its size and SHA-256, as found
function contentOf(name) {
  const content = pack.get(name)?.() ?? '';
  if (pack.has(name)) read.set(name, { path: name, bytes: content.length, sha256: sha256(content) });
  return content;
}
function* linesOf(name) {
  for (let content = contentOf(name), at = 0, end; at < content.length; at = end + 1)
    yield content.toString('utf8', at, (end = content.includes('\n', at) ? content.indexOf('\n', at) : content.length));
}
const manifest = contentOf('manifest.json').toString();
const { asKnown, cooperative: its, season: period, closed, head, files } = JSON.parse(manifest);
// ---- 账链 chain: whether its records are whole, and what the other files must say therefore
const found = { format: 'sureg-audit-pack', version: 1, asKnown: '', cooperative: null, season: null, closed: null };
let [last, fault] = [{ cooperative: undefined, seq: 0, hash: '0'.repeat(64), recordedAt: '' }];
const hashes = new Map(); // record, or version of the posting mapping -> hash
const balances = new Map(); // account and commodity -> where it stands when the season ends
const [households, happenedOn, amendments] = [new Map(), new Map(), new Set()]; // of contracts; the days of events
const named = {}; // contract and photo or paper -> the season's records that name it
const DERIVED = ['book.jsonl', 'entries.jsonl', 'terms.jsonl', 'approvals.jsonl', 'signatures.jsonl'];
const expected = new Map(DERIVED.map((name) => [name, createHash('sha256')])); // what the chain says of a file
const write = (name, row) => expected.get(name).update(`${JSON.stringify(row)}\n`);
write('book.jsonl', { type: 'book', format: 1 });
function wrongIn(text) {
  const which = `第 ${last.seq + 1} 条 record ${last.seq + 1}`;
  const [, hash, json] = /^\{"hash":"([0-9a-f]{64})","record":(\{.*\})\}$/.exec(text) ?? [];
  if (json === undefined || sha256(json) !== hash) return `${which}: 内容与校验值不符 its content has another hash`;
  const { seq, prev, recordedAt, line, approvedBy, approvedAt, bookedOn, entries } = JSON.parse(json);
  if (seq !== last.seq + 1) return `${which}: 缺失 is missing; ${seq} stands there`;
  if (prev !== last.hash) return `${which}: 没有接在上一条之后 does not follow the one before`;
  if (recordedAt < last.recordedAt) return `${which}: 时间倒退 its time goes back`;
  last = { cooperative: line.cooperative ?? line.code, seq, hash, recordedAt };
  hashes.set(seq, hash);
  const { type, cooperative, ...own } = line;
  const { id: event, kind, by, of, terms, season, number, contract = number, evidence = [], attachment } = line;
  const { code, from, to } = period;
  const approval = { approvedBy, approvedAt };
  write('book.jsonl', { type, cooperative, ...own, seq, recordedAt, bookedOn, ...approval, hash });
  if (approvedBy) write('approvals.jsonl', { seq, type, kind, contract, season, event, by, recordedAt, ...approval });
  if (terms) write('terms.jsonl', { seq, contract, event, inForceFrom: bookedOn ?? line.from, terms });
  if (kind === 'amendment') amendments.add(event);
  if (amendments.has(of)) write('terms.jsonl', { seq, contract, event, reverses: of, reversedFrom: bookedOn });
  if (type === 'contract') households.set(contract, line.household);
  if (type === 'cooperative') found.cooperative = line;
  if (type === 'season' && line.code === code) found.season = line;
  if (type === 'close' && season === code) found.closed = { seq, recordedAt };
  if (type === 'event') happenedOn.set(event, line.on ?? happenedOn.get(of));
  const isStep = /^(statement|signature)$/.test(type) && season === code;
  if (isStep) write('signatures.jsonl', { seq, recordedAt, ...line });
  for (const paper of isStep || (bookedOn >= from && bookedOn <= to) ? [...evidence, attachment] : [])
    if (/^[0-9a-f]{64}$/.test(paper)) (named[`${contract} ${paper}`] ??= []).push(seq);
  for (const [i, { bookedOn: day, contract: whose, postings }] of entries.entries()) {
    const sums = new Map();
    for (const [j, { account, commodity, quantity }] of postings.entries()) {
      add(sums, commodity, units(quantity));
      if (day <= to) add(balances, account.startsWith('owed') ? account : `${account} ${commodity}`, units(quantity));
      if (day < from || day > to) continue;
      const place = { cooperative, seq, entry: i + 1, line: j + 1, season: code };
      const owner = kind || !account.startsWith('coop:') ? whose : '';
      const what = { event: event ?? '', kind: kind ?? 'close', contract: owner, account, commodity, quantity };
      write('entries.jsonl', { ...place, bookedOn: day, on: happenedOn.get(event) ?? day, ...what, recordedAt });
    }
    for (const sum of sums.values()) if (sum !== 0n) return `${which}: 不平衡 does not balance`;
  }
}
// ---- 对账单 statements: their SHA-256, and where the ledger stands when a closed season ends
const COLUMNS = 'cooperative,season,statement,contract,household,section,subject,line,quantity,unit,status'.split(',');
const csv = (values) => `${values.map((v) => (/[",\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v)).join(',')}\r\n`;
const accountOf = (contract, { section, subject }) =>
  ({ stock: `stock:${subject.replace(':', `:${contract} `)}`, owed: `owed:${contract}:${subject}` })[section] ??
  `members:${contract}:${section === 'cash' ? 'current' : 'deposit'} CNY`;
function checkStatements() {
  const [contracts, standing] = [new Set(), new Map()];
  expected.set('lines.csv', createHash('sha256').update(csv(COLUMNS)));
  for (const text of linesOf('statements.jsonl')) {
    const { statement, contract, household, status, sha256: given, lines: rows } = JSON.parse(text);
    const isOwn = rows.every((row) => row.statement === statement && row.household === household);
    if (!isOwn || sha256(JSON.stringify(rows)) !== given) bad(`${statement}: 内容与校验值不符 has another SHA-256`);
    if (households.get(contract) !== household || contracts.has(contract) || /^closed/.test(status) !== !!closed)
      bad(`${statement}: 合同或状态与账链不符 the chain has no such contract, or another state`);
    contracts.add(contract);
    for (const row of rows) {
      if (row.line === 'closing') standing.set(accountOf(contract, row), -units(row.quantity));
      expected.get('lines.csv').update(csv(COLUMNS.map((column) => ({ ...row, status })[column])));
    }
  }
  for (const [account, sum] of balances) {
    const [, contract] = /^(?:members|owed|stock:leased|stock:own):([^: ]+)/.exec(account) ?? [];
    if (contract && (contracts.has(contract) || !account.startsWith('stock'))) add(standing, account, sum);
  }
  for (const [account, sum] of closed ? standing : [])
    if (sum !== 0n) bad(`${account}: 账簿与对账单相差 ledger and statement differ by ${sum}`);
}
// ---- 科目对照 posting mapping: its versions are a chain too; a closed season has the last one made before it was closed
function checkMappings() {
  let [newest, own] = [{ version: -1 }, {}];
  for (const text of linesOf('mappings.jsonl')) {
    const [, hash, json = '{}'] = /^\{"hash":"([0-9a-f]{64})","mapping":(\{.*\})\}$/.exec(text) ?? [];
    const row = { ...JSON.parse(json), hash };
    const isNext = row.version === newest.version + 1 && row.prev === newest.hash && !(row.madeAt < newest.madeAt);
    if (sha256(json) !== hash || !isNext || row.afterSeq < newest.afterSeq || row.afterSeq > last.seq)
      bad(`科目对照第 ${row.version} 版有误 posting mapping, version ${row.version} is not what was made`);
    hashes.set(`mapping ${row.version}`, hash);
    newest = row;
    if (!(row.afterSeq >= closed?.seq)) own = row;
  }
  const { version, madeAt, madeBy, content } = own;
  const text = `${JSON.stringify({ version, madeAt, madeBy, ...content }, null, 2)}\n`;
  expected.set('posting-mapping.json', createHash('sha256').update(text));
  found.asKnown = [newest.madeAt ?? '', last.recordedAt].sort()[1];
  const mappingHead = { version: newest.version, hash: newest.hash };
  Object.assign(found, { head: last, mapping: { version, proposal: content?.proposal }, mappingHead });
}
// ---- 附件 photos and papers: each is what it is called, and none is left out that the season's records name
function checkAttachments() {
  for (const text of linesOf('attachments.jsonl')) {
    const { contract, sha256: hash, named: seqs, file, addedAt = '' } = JSON.parse(text);
    const which = `${contract} ${hash}`;
    if (`${named[which]}` !== `${seqs}`) bad(`附件 ${which}: 账链另有所指 the chain names it otherwise`);
    delete named[which];
    found.asKnown = [found.asKnown, addedAt].sort()[1];
    if (file === undefined) say(`   ⚠ 附件不在包内 not in the pack: ${which}`);
    else if (sha256(contentOf(file)) !== hash) bad(`${file}: 内容有误 is not the file that was kept`);
  }
  for (const which in named) bad(`附件 ${which}: 未列出 is not listed`);
}
function anchorsOf(arg) {
  const text = existsSync(arg) ? readFileSync(arg, 'utf8') : arg;
  if (text.startsWith('{')) return [{ ...JSON.parse(text).head, older: JSON.parse(text) }];
  const heads = [...text.matchAll(/^\ufeff?(?:(\S+) )?(\d+)[ :]([0-9a-f]{64})\s*$/gm)];
  if (heads.length === 0) throw new Error(`没有链头 no head: ${arg}`);
  return heads.map(([, cooperative = head.cooperative, seq, hash]) => ({ cooperative, seq: Number(seq), hash }));
}
say(`${its.name} ${period.code} ${period.from}–${period.to}${closed ? '' : ' 未结账 still open'}`);
say(`截至 as known at ${asKnown}\nmanifest.json SHA-256 ${sha256(manifest)}\n\n账链 chain`);
for (const line of linesOf('chain.jsonl')) if (!fault && (fault = wrongIn(line))) bad(fault);
say(`   链头 head ${last.seq}:${last.hash}`);
checkMappings();
for (const { seq, hash, cooperative, older } of options.filter((arg) => arg !== '--anchor').flatMap(anchorsOf)) {
  if (cooperative !== head.cooperative || hashes.get(seq) !== hash) bad(`旧链头 ${seq} 不在链中 older head not found`);
  else say(`   旧链头 ${seq} 在链中 older head found`);
  const { version, hash: made } = older?.mappingHead ?? {};
  if (hashes.get(`mapping ${version}`) !== made) bad(`科目对照第 ${version} 版不在 posting mapping not found`);
  for (const { path: name, sha256: was } of older?.closed && older.season.code === period.code ? older.files : [])
    if (/^(lines|statements|signatures|posting)/.test(name) && files.find((f) => f.path === name)?.sha256 !== was)
      bad(`${name}: 结账后有改动 changed since the older pack, though the season was closed`);
}
say(`\n对账单 statements${fault ? '\n   账链有误，未核对 not checked: the chain is broken' : ''}`);
if (!fault) checkStatements();
say('\n文件 files');
if (!fault) checkAttachments();
for (const name of pack.keys())
  if (!read.has(name) && contentOf(name) && !fault && /^attachments/.test(name)) bad(`${name}: 未列出 is not listed`);
const is = { ...found, files: files.map((f) => read.get(f.path)) };
if (!fault && manifest !== `${JSON.stringify(is, null, 2)}\n`) bad('manifest.json: 与包内不符 not what is in the pack');
for (const [name, hash] of fault ? [] : expected)
  if (read.get(name)?.sha256 !== hash.digest('hex')) bad(`${name}: 与账链不符 not what the chain says`);
const listed = new Map([['manifest.json', sha256(manifest)], ...files.map((f) => [f.path, f.sha256])]);
for (const name of new Set([...listed.keys(), ...read.keys()]))
  if (listed.get(name) !== read.get(name)?.sha256) bad(`${name}: 与清单不符 not as listed`);
say(differences > 0 ? `\n✗ ${differences} 处有出入 differences` : '\n✓ 全部相符 everything fits');
