// kit/photo.ts – a photo made small enough for a slow line: at most 1600 px, as JPEG. Drawing it
// anew also drops where and when it was taken; the server does so again.
const kSideMax = 1600;
const kQuality = 0.82;

export async function shrink(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, kSideMax / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("photo"))),
      "image/jpeg",
      kQuality,
    ),
  );
}
