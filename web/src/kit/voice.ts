// kit/voice.ts – a voice note: recording it and hearing it again.
import { onBeforeUnmount, ref } from "vue";

const kSecondsMax = 180;
const kTypes = ["audio/webm", "audio/mp4", "audio/ogg"];

export const canRecord = (): boolean =>
  typeof MediaRecorder !== "undefined" && !!navigator.mediaDevices?.getUserMedia;

export function useRecorder(take: (bytes: Blob, seconds: number) => void) {
  const recording = ref(false);
  const seconds = ref(0);
  let recorder: MediaRecorder | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const stop = (): void => {
    clearInterval(timer);
    if (recorder?.state === "recording") recorder.stop();
  };

  // Throws when she does not allow the microphone.
  const start = async (): Promise<void> => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const type = kTypes.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";
    const parts: Blob[] = [];
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24000 });
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      recording.value = false;
      take(new Blob(parts, { type: (recorder?.mimeType || type).split(";")[0]! }), seconds.value);
    };
    seconds.value = 0;
    recorder.start();
    recording.value = true;
    timer = setInterval(() => {
      seconds.value += 1;
      if (seconds.value >= kSecondsMax) stop();
    }, 1000);
  };

  onBeforeUnmount(stop);
  return { recording, seconds, start, stop };
}
