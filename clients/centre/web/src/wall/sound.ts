// Plays the figures of tones.ts with the browser's own synthesiser: no files. A browser lets a page sound only after the person has
// touched it, and a phone takes the sound away again when it is locked or a call comes; as long as it is not allowed `blocked` is true,
// which the pages say in words, and the next touch asks for it.

import { ref, type Ref } from "vue";
import type { Stroke } from "./tones";

export interface Sound {
  /** True while the browser waits for a touch or key. */
  blocked: Ref<boolean>;
  play: (figure: readonly Stroke[]) => void;
  close: () => void;
}

export function openSound(): Sound {
  const blocked = ref(true);
  let context: AudioContext | null = null;

  const wake = () => {
    if (context === null) {
      context = new AudioContext();
      context.addEventListener("statechange", settle);
    }
    context.resume().then(settle, settle);
  };
  const settle = () => {
    if (context === null) return;
    blocked.value = context.state !== "running";
    if (blocked.value) listen();
    else forget();
  };
  // A finger has touched the page once it is lifted: browsers do not take its coming down for the person's will.
  const listen = () => {
    addEventListener("pointerup", wake);
    addEventListener("keydown", wake);
  };
  const forget = () => {
    removeEventListener("pointerup", wake);
    removeEventListener("keydown", wake);
  };
  if (navigator.userActivation?.hasBeenActive) wake();
  listen();

  const play = (figure: readonly Stroke[]) => {
    if (context?.state !== "running") return;
    for (const stroke of figure) strike(context, stroke);
  };
  const close = () => {
    forget();
    void context?.close();
    context = null;
  };
  return { blocked, play, close };
}

/** One stroke: struck and dying away, as a bell, which is clear without being harsh. */
function strike(context: AudioContext, stroke: Stroke) {
  const from = context.currentTime + 0.02 + stroke.at;
  const envelope = context.createGain();
  envelope.gain.setValueAtTime(0, from);
  envelope.gain.linearRampToValueAtTime(stroke.gain, from + 0.012);
  envelope.gain.exponentialRampToValueAtTime(0.001, from + stroke.seconds);
  envelope.connect(context.destination);
  for (const [ratio, part] of [
    [1, 0.8],
    [2, 0.2],
  ] as const) {
    const tone = context.createOscillator();
    const share = context.createGain();
    tone.frequency.value = stroke.hertz * ratio;
    share.gain.value = part;
    tone.connect(share).connect(envelope);
    tone.start(from);
    tone.stop(from + stroke.seconds + 0.05);
  }
}
