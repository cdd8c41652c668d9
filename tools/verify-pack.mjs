#!/usr/bin/env node
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
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

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
    const local = zip.readUInt32LE(p + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + zip.readUInt32LE(p + 20));
    const [isStored, localName] = [zip.readUInt16LE(p + 10) === 0, zip.toString('utf8', local + 30, local + 30 + nameLength)];
    if (localName !== name || files.has(name)) bad(`${name}: ZIP 内文件名重复或不一致 repeats or has two names in the ZIP`);
    files.set(name, () => (isStored ? content : inflateRawSync(content)));
    p += 46 + nameLength + extra + comment;
  }
  return files;
}

const read = new Map(); // file -> its size and SHA-256, as found

function contentOf(pack, name) {
  let content = Buffer.alloc(0);
  try {
    content = pack.get(name)();
  } catch (error) {
    bad(`${name}: 无法读取 cannot be read (${error.message})`);
  }
  read.set(name, { path: name, bytes: content.length, sha256: sha256(content) });
  return content;
}

function* linesOf(pack, name) {
  const content = contentOf(pack, name);
  for (let at = 0, end; at < content.length; at = end + 1) {
    end = content.indexOf('\n', at);
    if (end < 0) end = content.length;
    yield content.toString('utf8', at, end);
  }
}

// ---- 账链 chain: whether its records are whole, and what the other files must say therefore
class Chain {
  last = { seq: 0, hash: '0'.repeat(64), recordedAt: '' };
  balances = new Map(); // account and commodity -> where it stands when the season ends
  households = new Map(); // contract -> household
  happenedOn = new Map(); // event -> day
  amendments = new Set();
  files = {};

  constructor(season) {
    this.season = season;
    for (const name of ['entries', 'book', 'terms', 'approvals']) this.files[`${name}.jsonl`] = createHash('sha256');
    this.write('book', { type: 'book', format: 1 });
  }

  /** Keys without a value are left out. */
  write(file, row) {
    this.files[`${file}.jsonl`].update(`${JSON.stringify(row)}\n`);
  }

  /** Takes the next record; answers with what is wrong with it. */
  next(text) {
    const [, hash, json] = /^\{"hash":"([0-9a-f]{64})","record":(\{.*\})\}$/.exec(text) ?? [];
    if (json === undefined) return '无法读取 cannot be read';
    if (sha256(json) !== hash) return '内容与校验值不符 its content has another hash';
    const record = JSON.parse(json);
    if (record.seq !== this.last.seq + 1) return `缺失 is missing (${record.seq})`;
    if (record.prev !== this.last.hash) return '没有接在上一条之后 does not follow the one before';
    if (record.recordedAt < this.last.recordedAt) return '记录时间倒退 its time goes back';
    this.last = { seq: record.seq, hash, recordedAt: record.recordedAt };
    return this.understand(record, record.line);
  }

  understand({ seq, recordedAt, approvedBy, approvedAt, bookedOn, entries }, line) {
    const { type, cooperative, ...own } = line;
    const { id: event, kind, by, of, terms, season } = line;
    const contract = line.contract ?? line.number;
    const approval = { approvedBy, approvedAt };
    this.write('book', { type, cooperative, ...own, seq, recordedAt, bookedOn, ...approval, hash: this.last.hash });
    if (approvedBy) this.write('approvals', { seq, type, kind, contract, season, event, by, recordedAt, ...approval });
    if (terms) this.write('terms', { seq, contract, event, inForceFrom: bookedOn ?? line.from, terms });
    if (kind === 'amendment') this.amendments.add(event);
    if (this.amendments.has(of)) this.write('terms', { seq, contract, event, reverses: of, reversedFrom: bookedOn });
    if (type === 'contract') this.households.set(contract, line.household);
    if (type === 'cooperative') this.cooperative = line;
    if (type === 'season' && line.code === this.season.code) this.seasonLine = line;
    if (type === 'close' && season === this.season.code) this.closing = { seq, recordedAt };
    if (type === 'event') this.happenedOn.set(event, line.on ?? this.happenedOn.get(of));
    for (const [i, entry] of entries.entries()) {
      const sums = new Map();
      for (const [j, { account, commodity, quantity }] of entry.postings.entries()) {
        const add = (map, key) => map.set(key, (map.get(key) ?? 0n) + units(quantity));
        add(sums, commodity);
        if (entry.bookedOn <= this.season.to) add(this.balances, `${account} ${commodity}`);
        const place = { cooperative, seq: `${seq}`, entry: `${i + 1}`, line: `${j + 1}`, season: this.season.code };
        const days = { bookedOn: entry.bookedOn, on: this.happenedOn.get(event) ?? entry.bookedOn };
        const whose = kind || !account.startsWith('coop:') ? entry.contract : '';
        const what = { event: event ?? '', kind: kind ?? 'close', contract: whose, account, commodity, quantity };
        if (entry.bookedOn >= this.season.from && entry.bookedOn <= this.season.to)
          this.write('entries', { ...place, ...days, ...what, recordedAt });
      }
      for (const [commodity, sum] of sums) if (sum !== 0n) return `分录不平衡 does not balance: ${commodity} ${sum}`;
    }
  }
}

// ---- 对账单 statements: their SHA-256, and where the ledger stands when a closed season ends
const ACCOUNTS = {
  owed: (contract, subject) => `owed:${contract}:${subject}`,
  cash: (contract) => `members:${contract}:current CNY`,
  deposit: (contract) => `members:${contract}:deposit CNY`,
  stock: (contract, subject) => `stock:${subject.replace(':', `:${contract} `)}`,
};

function checkStatements(pack, chain, closed) {
  const [rowsOf, contracts, standing] = [new Map(), new Set(), new Map()];
  const [columns, ...rest] = [...linesOf(pack, 'lines.csv')].map((line) =>
    [...line.trimEnd().matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((f) => f[1]?.replaceAll('""', '"') ?? f[2]),
  );
  for (const values of rest) {
    const { status, ...row } = Object.fromEntries(columns.map((c, i) => [c, values[i]]));
    const sorted = Object.fromEntries(Object.keys(row).sort().map((key) => [key, row[key]])); // prettier-ignore
    rowsOf.set(row.statement, [...(rowsOf.get(row.statement) ?? []), { status, sorted }]);
  }
  for (const text of linesOf(pack, 'statements.jsonl')) {
    const { statement, contract, household, status, lines, sha256: given } = JSON.parse(text);
    const rows = rowsOf.get(statement) ?? [];
    const isRight = rows.every((r) => r.status === status && r.sorted.household === household && r.sorted.contract === contract);
    if (!isRight || sha256(JSON.stringify(rows.map((r) => r.sorted))) !== given || lines !== rows.length || (status === 'draft') !== !closed)
      bad(`${statement}: lines.csv 与其校验值不符 its lines do not fit its SHA-256`);
    if (chain.households.get(contract) !== household || contracts.has(contract))
      bad(`${statement}: 账链中没有这份合同 the chain has no such contract`);
    rowsOf.delete(statement);
    contracts.add(contract);
    for (const { sorted: r } of rows)
      if (r.line === 'closing') standing.set(ACCOUNTS[r.section](contract, r.subject), -units(r.quantity));
  }
  for (const statement of rowsOf.keys()) bad(`${statement}: 不在 statements.jsonl 中 is not listed`);
  for (const [account, sum] of chain.balances) {
    const [, contract] = /^(?:members|owed|stock:leased|stock:own):([^: ]+)/.exec(account) ?? [];
    if (contract === undefined || (account.startsWith('stock') && !contracts.has(contract))) continue;
    const key = account.startsWith('owed') ? account.slice(0, account.lastIndexOf(' ')) : account;
    standing.set(key, (standing.get(key) ?? 0n) + sum);
  }
  for (const [account, sum] of closed ? standing : [])
    if (sum !== 0n) bad(`${account}: 账簿与对账单相差 ledger and statement differ by ${sum}`);
}

// ---- 旧链头 heads known from earlier
function anchorsOf(arg, head) {
  const text = existsSync(arg) ? readFileSync(arg, 'utf8') : arg.replace(':', ' ');
  if (text.trimStart().startsWith('{')) return [{ ...JSON.parse(text).head, older: JSON.parse(text) }];
  return text.trim().split(/\r?\n/).map((line) => {
    const [, cooperative = head.cooperative, seq, hash] = /^\ufeff?(?:(\S+) )?(\d+) (\w{64})$/.exec(line.trim());
    return { cooperative, seq: Number(seq), hash };
  }); // prettier-ignore
}

function main([path, ...options]) {
  const pack = statSync(path).isDirectory() ? openFolder(path) : openZip(path);
  const manifest = JSON.parse(contentOf(pack, 'manifest.json').toString());
  const { head, season, closed, files } = manifest;
  const anchors = options.flatMap((arg) => (arg === '--anchor' ? [] : anchorsOf(arg, head)));
  say(`${manifest.cooperative.name} ${season.code} ${season.from}–${season.to}${closed ? '' : ' 未结账 still open'}`);
  say(`截至 as known at ${manifest.asKnown}\nmanifest.json SHA-256 ${read.get('manifest.json').sha256}`);

  say('\n账链 chain');
  const chain = new Chain(season);
  const hashes = new Map();
  let fault;
  for (const line of linesOf(pack, 'chain.jsonl')) {
    fault = chain.next(line);
    if (fault) bad(`第 ${chain.last.seq + 1} 条 record ${chain.last.seq + 1}: ${fault}`);
    if (fault) break;
    hashes.set(chain.last.seq, chain.last.hash);
  }
  const says = { ...chain.last, cooperative: chain.cooperative, season: chain.seasonLine, closed: chain.closing ?? null };
  const { seq, hash, recordedAt } = head;
  if (!fault && !same(says, { seq, hash, recordedAt, cooperative: manifest.cooperative, season, closed }))
    bad('清单与账链不符 the manifest’s head, cooperative, season or closing is not the chain’s');
  say(`   链头 head ${chain.last.seq}:${chain.last.hash}`);
  for (const { seq, hash, cooperative, older } of anchors) {
    const isThere = cooperative === head.cooperative && hashes.get(seq) === hash;
    if (isThere) say(`   旧链头 ${seq} 在链中 the older head is in this chain`);
    else bad(`旧链头 ${seq} 不在链中 the older head is not in this chain`);
    for (const { path: name, sha256: was } of older?.closed && older.season.code === season.code ? older.files : [])
      if (/^(lines|statements|posting)/.test(name) && files.find((f) => f.path === name)?.sha256 !== was)
        bad(`${name}: 结账后有改动 changed since the older pack, though the season was closed`);
  }

  say('\n对账单 statements');
  if (fault) say('   账链有误，未核对 not checked: the chain is broken');
  else checkStatements(pack, chain, closed);

  say('\n文件 files');
  for (const name of pack.keys()) if (!read.has(name)) contentOf(pack, name);
  for (const name of fault ? [] : Object.keys(chain.files))
    if (read.get(name)?.sha256 !== chain.files[name].digest('hex')) bad(`${name}: 与账链不符 not what the chain says`);
  const listed = new Map(files.map((f) => [f.path, f]));
  for (const name of new Set([...listed.keys(), ...read.keys()]))
    if (name !== 'manifest.json' && !same(listed.get(name), read.get(name))) bad(`${name}: 与清单不符 not as listed`);

  say(differences ? `\n✗ ${differences} 处有出入 differences` : '\n✓ 全部相符 everything fits');
  return differences ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(`无法核对 cannot be checked: ${error.message}`);
  process.exitCode = 2;
}
