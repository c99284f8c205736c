// Writes a sample Outlook message with @kenjiuno/msgreader 1.28.0 (Apache-2.0): plainly sample data.
const { burn } = require("@kenjiuno/msgreader/lib/Burner");
const fs = require("fs");
const T = { DIRECTORY: 1, DOCUMENT: 2, ROOT: 5 };
const wide = (s) => Buffer.from(s, "utf16le");
function props(head, list) { // [tag, value as 8 bytes]
  const b = Buffer.alloc(head + 16 * list.length);
  list.forEach(([tag, value], i) => { b.writeUInt32LE(tag, head + 16 * i); b.writeUInt32LE(6, head + 16 * i + 4); value.copy(b, head + 16 * i + 8); });
  return b;
}
const u64 = (n) => { const b = Buffer.alloc(8); b.writeBigUInt64LE(BigInt(n)); return b; };
const csv = Buffer.from("week,hours\r\n" + Array.from({ length: 900 }, (_, i) => `${i + 1},${(i * 7) % 12}`).join("\r\n") + "\r\n");
const note = Buffer.from("A short note of a sample claimant.\r\n");
const text = { "__substg1.0_0037001F": wide("Sample: my evidence"), "__substg1.0_001A001F": wide("IPM.Note"), "__substg1.0_0C1A001F": wide("Sample Claimant A"),
  "__substg1.0_0C1F001F": wide("claimant.a@example.org"), "__substg1.0_0E04001F": wide("Sample Secretary"),
  "__substg1.0_1000001F": wide("This is a sample message.\r\n\r\nThe files are attached.") };
const attach = (name, type, data) => ({ "__substg1.0_3707001F": wide(name), "__substg1.0_3704001F": wide(name.slice(0, 8)), "__substg1.0_370E001F": wide(type), "__substg1.0_37010102": data,
  "__properties_version1.0": props(8, [[0x37050003, u64(1)]]) });
const tree = { ...text,
  "__properties_version1.0": props(32, [[0x00390040, u64(134210000000000000n)]]),
  "__nameid_version1.0": { "__substg1.0_00020102": Buffer.alloc(0), "__substg1.0_00030102": Buffer.alloc(0), "__substg1.0_00040102": Buffer.alloc(0) },
  "__recip_version1.0_#00000000": { "__substg1.0_3001001F": wide("Sample Secretary"), "__substg1.0_3003001F": wide("secretary@example.ac.uk"), "__properties_version1.0": props(8, [[0x0C150003, u64(1)]]) },
  "__attach_version1.0_#00000000": attach("sample hours.csv", "text/csv", csv),
  "__attach_version1.0_#00000001": attach("sample note.txt", "text/plain", note),
  "__attach_version1.0_#00000002": { "__substg1.0_3001001F": wide("Sample: forwarded"), "__properties_version1.0": props(8, [[0x37050003, u64(5)]]),
    "__substg1.0_3701000D": { "__substg1.0_0037001F": wide("Sample: forwarded"), "__properties_version1.0": props(24, []) } } };
const entries = [{ name: "Root Entry", type: T.ROOT, length: 0, children: [] }];
function add(parent, items) { for (const [name, body] of Object.entries(items)) { const n = entries.length; const dir = !Buffer.isBuffer(body);
  entries.push({ name, type: dir ? T.DIRECTORY : T.DOCUMENT, length: dir ? 0 : body.length, binaryProvider: dir ? undefined : () => Uint8Array.from(body), children: dir ? [] : undefined });
  entries[parent].children.push(n); if (dir) add(n, body); } }
add(0, tree);
fs.writeFileSync("sample.msg", Buffer.from(burn(entries)));
const R = require("@kenjiuno/msgreader").default; const r = new R(fs.readFileSync("sample.msg")); const d = r.getFileData(); console.log(d.subject, d.attachments.map((a) => [a.fileName, a.contentLength]));
