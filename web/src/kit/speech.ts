// kit/speech.ts – reading aloud by the browser's own voice. Only a voice of the reader's language
// will do: an English voice spelling Chinese helps nobody.
import { computed, ref } from "vue";
import { language } from "../words";

const kLongest = 90; // some browsers fall silent in a longer piece
const synthesis = "speechSynthesis" in window ? window.speechSynthesis : undefined;
const voices = ref<SpeechSynthesisVoice[]>([]);
export const speaking = ref(""); // whose words are being read

function readVoices(): void {
  voices.value = synthesis?.getVoices() ?? [];
}
synthesis?.addEventListener?.("voiceschanged", readVoices);
readVoices();

const kWanted = { zh: /^(zh|cmn)([-_](CN|Hans)|$)/i, en: /^en/i };
const voice = computed(() => {
  const fit = voices.value.filter((one) => kWanted[language.value].test(one.lang));
  // A voice on the phone itself also speaks without a network.
  return fit.find((one) => one.localService) ?? fit[0];
});
export const canSpeak = computed(() => !!voice.value);

// That there is no voice is told once, where it was first asked for, and not on each step.
export const toldBy = ref("");

function pieces(text: string): string[] {
  const out: string[] = [];
  for (const sentence of text.split(/(?<=[。！？!?；;\n])|(?<=\.\s)/)) {
    let rest = sentence.trim();
    while (rest.length > kLongest) {
      const comma = Math.max(
        ...["，", "、", ",", "：", " "].map((c) => rest.lastIndexOf(c, kLongest)),
      );
      const cut = comma > 0 ? comma + 1 : kLongest;
      out.push(rest.slice(0, cut));
      rest = rest.slice(cut);
    }
    if (rest) out.push(rest);
  }
  return out;
}

export function stop(): void {
  speaking.value = "";
  synthesis?.cancel();
}

export function speak(who: string, text: string): void {
  if (!synthesis || !voice.value) return;
  stop();
  speaking.value = who;
  const parts = pieces(text);
  parts.forEach((part, n) => {
    const said = new SpeechSynthesisUtterance(part);
    said.voice = voice.value!;
    said.lang = voice.value!.lang;
    said.rate = 0.9;
    const over = (): void => {
      if (n === parts.length - 1 && speaking.value === who) speaking.value = "";
    };
    said.onend = over;
    said.onerror = over;
    synthesis.speak(said);
  });
  if (!parts.length) speaking.value = "";
}

// What a reader would read of a part of the page: its words, without buttons and boxes.
const kSilent = "button, input, textarea, select, svg, audio, nav, [aria-hidden=true], .silent";
export function wordsOf(root: Element): string {
  const out: string[] = [];
  const walk = (node: Node): void => {
    if (node instanceof Text) {
      const text = node.data.trim();
      if (text) out.push(text);
    } else if (node instanceof HTMLElement) {
      if (node.matches(kSilent) || !node.getClientRects().length) return;
      if (node instanceof HTMLDetailsElement && !node.open) return;
      node.childNodes.forEach(walk);
      if (getComputedStyle(node).display !== "inline") out.push("\n");
    }
  };
  walk(root);
  return out
    .join(" ")
    .replace(/[ \n]*\n[ \n]*/g, "。\n")
    .replace(/([。！？：:])。/g, "$1");
}
