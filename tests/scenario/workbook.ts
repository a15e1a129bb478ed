// scenario/workbook.ts – a small XLSX file made by hand: stored zip, one sheet, inline strings.

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; ++i) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function zip(files: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const bytes = Buffer.from(text);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, path, bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, tail, path]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

const name = (column: number): string => String.fromCharCode(65 + column);
const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

const HEAD = '<?xml version="1.0"?>';

// The rows as a workbook; every cell is text. `raw`: rows as they stand in the part instead, and
// what follows them.
export function workbook(table: string[][], raw?: { rows: string; after?: string }): Buffer {
  const made = table
    .map(
      (cells, row) =>
        `<row r="${row + 1}">` +
        cells
          .map(
            (cell, column) =>
              `<c r="${name(column)}${row + 1}" t="inlineStr"><is><t>${escape(cell)}</t></is></c>`,
          )
          .join("") +
        "</row>",
    )
    .join("");
  const sheet = raw?.rows ?? made;
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const relations = "http://schemas.openxmlformats.org/package/2006/relationships";
  const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const package_types = "http://schemas.openxmlformats.org/package/2006/content-types";
  const rels = "application/vnd.openxmlformats-package.relationships+xml";
  const part = (path: string, type: string): string =>
    `<Override PartName="/xl/${path}" ContentType="${types}.${type}+xml"/>`;
  const relation = (type: string, target: string): string =>
    `${HEAD}<Relationships xmlns="${relations}">` +
    `<Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`;
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  return zip({
    "[Content_Types].xml":
      `${HEAD}<Types xmlns="${package_types}"><Default Extension="rels" ContentType="${rels}"/>` +
      part("workbook.xml", "sheet.main") +
      part("worksheets/sheet1.xml", "worksheet") +
      "</Types>",
    "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml":
      `${HEAD}<workbook xmlns="${main}" xmlns:r="${office}">` +
      `<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
    "xl/worksheets/sheet1.xml":
      `${HEAD}<worksheet xmlns="${main}"><sheetData>${sheet}` +
      `</sheetData>${raw?.after ?? ""}</worksheet>`,
  });
}
