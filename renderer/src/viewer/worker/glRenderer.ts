import type { Rect } from '../math/geometry';
import { APRON } from '../math/tiles';
import { drawAtlas, type GlyphRun, type GlyphSize } from './glyphs';
import type { TileQuad } from './planTiles';
import type { DrawItem, Frame, Tile } from './protocol';
import { isErrorSource, samplingFor, type Renderer } from './renderer';
import { fragmentShader, GLYPH_FRAGMENT, GLYPH_VERTEX, LINE_FRAGMENT, VERTEX, type Sampling } from './shaders';

const CHANNEL_NUMBER = { rgb: 0, r: 1, g: 2, b: 3, y: 4 } as const;

interface Program {
  readonly program: WebGLProgram;
  readonly at: (name: string) => WebGLUniformLocation | null;
}

/** All panes in one WebGL2 context: tiles are textures, every pane is a few quads. */
export function createGlRenderer(
  canvas: OffscreenCanvas,
  onLost: () => void,
  onRestored: () => void,
): Renderer<WebGLTexture> | null {
  const context = canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
  });
  if (!context) return null;
  const gl = context;
  let programs = new Map<string, Program>();
  let colours: WebGLTexture | null = null;
  let table = new Uint8Array(256 * 4);
  let current: Program | null = null;
  let glyphAtlas: { size: GlyphSize; texture: WebGLTexture } | null = null;
  let glyphBuffer: WebGLBuffer | null = null;
  let height = 0;

  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    onLost();
  });
  canvas.addEventListener('webglcontextrestored', () => {
    programs = new Map();
    colours = null;
    glyphAtlas = null;
    glyphBuffer = null;
    onRestored();
  });

  function use(name: string, fragment: () => string, vertex = VERTEX): Program {
    let program = programs.get(name);
    if (!program) programs.set(name, (program = compile(gl, vertex, fragment())));
    if (current !== program) gl.useProgram(program.program);
    current = program;
    return program;
  }

  function useTileProgram(sampling: Sampling, isError: boolean): Program {
    return use(`${sampling}/${isError}`, () => fragmentShader(sampling, isError));
  }

  function colourTexture(): WebGLTexture {
    if (!colours) {
      colours = createTexture(gl);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, table);
    }
    return colours;
  }

  return {
    api: 'webgl2',
    findsPeaks: true,
    name: rendererName(gl),

    upload({ kind, width, height, data }: Tile): WebGLTexture {
      const texture = createTexture(gl);
      const [w, h] = [width + 2 * APRON, height + 2 * APRON];
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      if (kind === 'errors') gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, w, h, 0, gl.RED, gl.FLOAT, data);
      else if (kind === 'light') gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, w, h, 0, gl.RGBA, gl.FLOAT, data);
      else gl.texImage2D(gl.TEXTURE_2D, 0, gl.SRGB8_ALPHA8, w, h, 0, gl.RGBA, gl.UNSIGNED_BYTE, data);
      return texture;
    },
    free: (texture) => gl.deleteTexture(texture),

    setColours(next) {
      table = new Uint8Array(next);
      if (colours) gl.deleteTexture(colours);
      colours = null;
    },

    begin(frame: Frame) {
      if (canvas.width !== frame.width) canvas.width = frame.width;
      if (canvas.height !== frame.height) canvas.height = frame.height;
      height = frame.height;
      current = null;
      const grey = frame.background / 255;
      gl.viewport(0, 0, frame.width, frame.height);
      gl.clearColor(grey, grey, grey, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    },

    quad(quad: TileQuad<WebGLTexture>, item: DrawItem, frame: Frame) {
      const isError = isErrorSource(item.source);
      const { at } = useTileProgram(samplingFor(quad.texel, frame.smooth, quad.standIn, isError), isError);
      if (isError) {
        gl.activeTexture(gl.TEXTURE1);
        gl.bindTexture(gl.TEXTURE_2D, colourTexture());
        gl.uniform1i(at('uColours'), 1);
        gl.uniform2f(at('uRange'), frame.range.low, frame.range.high);
      } else gl.uniform3f(at('uTone'), frame.tone.low, 1 / (frame.tone.high - frame.tone.low), frame.tone.gain);
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, quad.handle);
      gl.uniform1i(at('uTile'), 0);
      gl.uniform1i(at('uChannel'), CHANNEL_NUMBER[frame.channel]);
      gl.uniform4f(at('uDest'), quad.dest.x, quad.dest.y, quad.dest.width, quad.dest.height);
      gl.uniform2f(at('uCanvas'), frame.width, frame.height);
      gl.uniform2f(at('uOrigin'), quad.origin.x, quad.origin.y);
      gl.uniform1f(at('uTexel'), quad.texel);
      gl.uniform1f(at('uOpacity'), item.opacity);
      gl.uniform1f(at('uBackground'), frame.background / 255);
      if (item.cover < 1) {
        gl.enable(gl.BLEND);
        gl.blendColor(0, 0, 0, item.cover);
        gl.blendFunc(gl.CONSTANT_ALPHA, gl.ONE_MINUS_CONSTANT_ALPHA);
      }
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      if (item.cover < 1) gl.disable(gl.BLEND);
    },

    bar(rect, grey, dash) {
      const { at } = use('line', () => LINE_FRAGMENT);
      const value = grey / 255;
      gl.uniform4f(at('uDest'), rect.x, rect.y, rect.width, rect.height);
      gl.uniform2f(at('uCanvas'), canvas.width, height);
      gl.uniform3f(at('uColour'), value, value, value);
      gl.uniform1f(at('uDash'), dash);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    },

    glyphs(run: GlyphRun, size: GlyphSize, clip: Rect) {
      const { at } = use('glyphs', () => GLYPH_FRAGMENT, GLYPH_VERTEX);
      gl.activeTexture(gl.TEXTURE0);
      if (!glyphAtlas || glyphAtlas.size.height !== size.height) glyphAtlas = createAtlas(gl, size);
      gl.bindTexture(gl.TEXTURE_2D, glyphAtlas.texture);
      glyphBuffer ??= gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, glyphBuffer);
      gl.bufferData(gl.ARRAY_BUFFER, run, gl.STREAM_DRAW);
      gl.enableVertexAttribArray(0);
      gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
      gl.vertexAttribDivisor(0, 1);
      gl.uniform1i(at('uAtlas'), 0);
      gl.uniform2f(at('uSize'), size.width, size.height);
      gl.uniform2f(at('uCanvas'), canvas.width, height);
      gl.enable(gl.SCISSOR_TEST);
      gl.scissor(clip.x, height - clip.y - clip.height, clip.width, clip.height);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, run.length / 3);
      gl.disable(gl.BLEND);
      gl.disable(gl.SCISSOR_TEST);
      gl.disableVertexAttribArray(0);
    },
  };
}

function createTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  return texture;
}

function compile(gl: WebGL2RenderingContext, vertex: string, fragment: string): Program {
  const program = gl.createProgram();
  for (const [type, text] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error('The graphics context was lost.');
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
      throw new Error(`A shader does not compile: ${gl.getShaderInfoLog(shader) ?? ''}`);
    }
  }
  gl.linkProgram(program);
  const locations = new Map<string, WebGLUniformLocation | null>();
  const at = (name: string): WebGLUniformLocation | null => {
    if (!locations.has(name)) locations.set(name, gl.getUniformLocation(program, name));
    return locations.get(name) ?? null;
  };
  return { program, at };
}

function createAtlas(gl: WebGL2RenderingContext, size: GlyphSize): { size: GlyphSize; texture: WebGLTexture } {
  const texture = createTexture(gl);
  const atlas = drawAtlas(size);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
  if (atlas) gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, atlas);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
  return { size, texture };
}

function rendererName(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}
