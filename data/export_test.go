package data

import "bytes"

// Decompile reads back what Compile made.
func Decompile(compiled []byte) (*Atlas, error) {
	p, err := decompile(bytes.NewReader(compiled))
	if err != nil {
		return nil, err
	}
	return p.build(), nil
}
