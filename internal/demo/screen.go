package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
)

// screen makes the picture of an invented screen, a table of so many rows, with the one
// that is wrong framed in red; 0 frames none.
func screen(rows, wrong int) []byte {
	const width, head, row = 640, 56, 36
	img := image.NewRGBA(image.Rect(0, 0, width, head+rows*row+20))
	fill := func(r image.Rectangle, c color.Color) {
		draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	paper, ink, line, red := color.Gray{Y: 250}, color.RGBA{R: 70, G: 84, B: 104, A: 255}, color.Gray{Y: 214}, color.RGBA{R: 179, G: 22, B: 15, A: 255}
	fill(img.Bounds(), paper)
	fill(image.Rect(0, 0, width, head-12), color.RGBA{R: 8, G: 58, B: 112, A: 255})
	for i := range rows {
		y := head + i*row
		fill(image.Rect(16, y+row-1, width-16, y+row), line)
		for column, length := range []int{150 - 11*(i%4), 90, 60 + 13*(i%3)} {
			fill(image.Rect(28+column*210, y+12, 28+column*210+length, y+24), ink)
		}
		if i+1 == wrong {
			frame := image.Rect(12, y+2, width-12, y+row-2)
			fill(image.Rect(frame.Min.X, frame.Min.Y, frame.Max.X, frame.Min.Y+3), red)
			fill(image.Rect(frame.Min.X, frame.Max.Y-3, frame.Max.X, frame.Max.Y), red)
			fill(image.Rect(frame.Min.X, frame.Min.Y, frame.Min.X+3, frame.Max.Y), red)
			fill(image.Rect(frame.Max.X-3, frame.Min.Y, frame.Max.X, frame.Max.Y), red)
		}
	}
	var out bytes.Buffer
	_ = png.Encode(&out, img) // a buffer takes everything, and the picture is not empty
	return out.Bytes()
}
