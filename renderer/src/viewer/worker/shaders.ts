/** How texels become device pixels. */
export type Sampling =
  /** 100 % and above: the pixel itself. */
  | 'nearest'
  /** Above 100 % on request: between four pixels. */
  | 'smooth'
  /** Below 100 %: the mean over the device pixel's area (a texel is more than half a device pixel, so 3×3 suffice). */
  | 'area'
  /** Below 100 %, of errors: the one of largest size that the device pixel touches, with its sign. */
  | 'peak';

export const VERTEX = `#version 300 es
precision highp float;
uniform vec4 uDest;    // x, y, width, height in device pixels, y down
uniform vec2 uCanvas;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 at = (uDest.xy + corner * uDest.zw) / uCanvas * 2.0 - 1.0;
  gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
}`;

/**
 * Pictures are stored as sRGB textures, so a fetch gives linear light and means are gamma-correct; the result is
 * encoded and rounded to 8 bits again, which returns an unmixed texel exactly. Errors are plain numbers.
 */
export function fragmentShader(sampling: Sampling, isError: boolean): string {
  return `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D uTile;
uniform sampler2D uColours;
uniform vec2 uCanvas;
uniform vec2 uOrigin;      // device position of the first texel's corner
uniform float uTexel;      // device pixels per texel
uniform int uChannel;      // 0 rgb, 1 r, 2 g, 3 b, 4 luma
uniform vec3 uTone;        // window of encoded values: from, 1 / span; then a factor on light
uniform vec2 uRange;       // errors shown from .x to .y
uniform float uOpacity;
uniform float uBackground;
out vec4 outColour;

vec4 texel(ivec2 at) {
  // +1: the apron
  return texelFetch(uTile, clamp(at + 1, ivec2(0), textureSize(uTile, 0) - 1), 0);
}
${SAMPLERS[sampling]}
float encode(float v) {
  return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1.0 / 2.4) - 0.055;
}
float decode(float v) {
  return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}
void main() {
  vec2 device = vec2(gl_FragCoord.x, uCanvas.y - gl_FragCoord.y);
  vec4 value = resample((device - uOrigin) / uTexel);
  vec3 rgb;
${isError ? ERROR_COLOUR : PICTURE_COLOUR}
  outColour = vec4(mix(vec3(uBackground), rgb, uOpacity), 1.0);
}`;
}

const SAMPLERS: Readonly<Record<Sampling, string>> = {
  nearest: `
vec4 resample(vec2 at) {
  return texel(ivec2(floor(at)));
}`,
  smooth: `
vec4 resample(vec2 at) {
  vec2 low = floor(at - 0.5);
  vec2 f = at - 0.5 - low;
  ivec2 i = ivec2(low);
  return mix(
    mix(texel(i), texel(i + ivec2(1, 0)), f.x),
    mix(texel(i + ivec2(0, 1)), texel(i + ivec2(1, 1)), f.x), f.y);
}`,
  area: `
vec3 cover(float low, float high) {
  float first = floor(low);
  vec3 from = first + vec3(0.0, 1.0, 2.0);
  return max(vec3(0.0), min(vec3(high), from + 1.0) - max(vec3(low), from)) / (high - low);
}
vec4 resample(vec2 at) {
  float reach = 0.5 / uTexel;
  vec3 wx = cover(at.x - reach, at.x + reach);
  vec3 wy = cover(at.y - reach, at.y + reach);
  ivec2 i = ivec2(floor(at - reach));
  vec4 sum = vec4(0.0);
  for (int y = 0; y < 3; y++) {
    vec4 line = wx.x * texel(i + ivec2(0, y)) + wx.y * texel(i + ivec2(1, y));
    if (wx.z > 0.0) line += wx.z * texel(i + ivec2(2, y));
    sum += wy[y] * line;
  }
  return sum;
}`,
  peak: `
vec4 resample(vec2 at) {
  float reach = 0.5 / uTexel;
  ivec2 low = ivec2(floor(at - reach + 1e-4));
  ivec2 high = ivec2(floor(at + reach - 1e-4));
  vec4 found = vec4(0.0);
  for (int y = low.y; y <= high.y; y++) {
    for (int x = low.x; x <= high.x; x++) {
      vec4 value = texel(ivec2(x, y));
      if (abs(value.r) > abs(found.r)) found = value;
    }
  }
  return found;
}`,
};

const PICTURE_COLOUR = `
  rgb = vec3(encode(value.r), encode(value.g), encode(value.b));
  if (uTone != vec3(0.0, 1.0, 1.0)) {
    rgb = (rgb - uTone.x) * uTone.y;
    if (uTone.z != 1.0) rgb = vec3(encode(decode(rgb.r) * uTone.z), encode(decode(rgb.g) * uTone.z), encode(decode(rgb.b) * uTone.z));
  }
  rgb = floor(clamp(rgb, 0.0, 1.0) * 255.0 + 0.5) / 255.0;
  if (uChannel == 1) rgb = rgb.rrr;
  else if (uChannel == 2) rgb = rgb.ggg;
  else if (uChannel == 3) rgb = rgb.bbb;
  else if (uChannel == 4) rgb = vec3(dot(rgb, vec3(0.299, 0.587, 0.114)));`;

const ERROR_COLOUR = `
  float t = clamp((value.r - uRange.x) / (uRange.y - uRange.x), 0.0, 1.0);
  rgb = texelFetch(uColours, ivec2(int(t * 255.0 + 0.5), 0), 0).rgb;`;

/** Thin lines: solid, or black and white dashes. */
export const LINE_FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 uColour;
uniform float uDash;       // length of a dash in device pixels, 0 = solid
out vec4 outColour;
void main() {
  bool second = uDash > 0.0 && mod(gl_FragCoord.x + gl_FragCoord.y, 2.0 * uDash) >= uDash;
  outColour = vec4(second ? 1.0 - uColour : uColour, 1.0);
}`;

/** Characters, one instance each: upper left corner and number in the atlas. */
export const GLYPH_VERTEX = `#version 300 es
precision highp float;
layout(location = 0) in vec3 aGlyph;
uniform vec2 uSize;        // of a character's box, device pixels
uniform vec2 uCanvas;
out vec2 vAtlas;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 at = (aGlyph.xy + corner * uSize) / uCanvas * 2.0 - 1.0;
  vAtlas = vec2((aGlyph.z + corner.x) * uSize.x, corner.y * uSize.y);
  gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
}`;

export const GLYPH_FRAGMENT = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D uAtlas;
in vec2 vAtlas;
out vec4 outColour;
void main() {
  outColour = texelFetch(uAtlas, ivec2(floor(vAtlas)), 0);
}`;
