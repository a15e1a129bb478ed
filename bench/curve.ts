// bench/curve.ts – a picture of figures over the number of matters, both axes logarithmic.

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 60;
const RIGHT = 230;
const TOP = 40;
const BOTTOM = 40;
const COLOURS = ["#0b5394", "#b45309", "#15803d", "#9d174d", "#6d28d9", "#475569", "#0f766e"];

const log = (value: number): number => Math.log10(Math.max(value, 0.1));

// `lines`: by name, points of (matters, figure).
export function curve(title: string, lines: Map<string, [number, number][]>): string {
  const points = [...lines.values()].flat();
  const across = points.map(([matters]) => log(matters || 1000)); // "none" stands at 1,000
  const up = points.map(([, figure]) => log(figure));
  const [x0, x1] = [Math.min(...across), Math.max(...across, Math.min(...across) + 1)];
  const [y0, y1] = [Math.floor(Math.min(...up)), Math.ceil(Math.max(...up))];
  const x = (matters: number): number =>
    LEFT + ((log(matters || 1000) - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const y = (figure: number): number =>
    HEIGHT - BOTTOM - ((log(figure) - y0) / (y1 - y0 || 1)) * (HEIGHT - TOP - BOTTOM);
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
      `font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/><text x="${LEFT}" y="22">${title}</text>`,
  ];
  for (let power = y0; power <= y1; ++power) {
    const at = y(10 ** power).toFixed(1);
    out.push(
      `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#ddd"/>` +
        `<text x="${LEFT - 6}" y="${at}" text-anchor="end">${10 ** power}</text>`,
    );
  }
  for (const matters of new Set(points.map(([count]) => count))) {
    const at = x(matters).toFixed(1);
    out.push(`<text x="${at}" y="${HEIGHT - 16}" text-anchor="middle">${matters}</text>`);
  }
  [...lines].forEach(([name, line], index) => {
    const colour = COLOURS[index % COLOURS.length]!;
    const dash = index >= COLOURS.length ? ' stroke-dasharray="5 3"' : "";
    const path = line.map(([matters, figure], at) => {
      return `${at === 0 ? "M" : "L"}${x(matters).toFixed(1)} ${y(figure).toFixed(1)}`;
    });
    const row = TOP + 8 + index * 18;
    out.push(
      `<path d="${path.join("")}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>` +
        `<path d="M${WIDTH - RIGHT + 16} ${row}h22" stroke="${colour}" stroke-width="2"${dash}/>` +
        `<text x="${WIDTH - RIGHT + 44}" y="${row + 4}">${name}</text>`,
    );
  });
  return out.join("\n") + "\n</svg>\n";
}
