// Command answer is what the pods of the development cluster's own test run: it answers every HTTP request with one
// text, or asks somebody else for theirs.
//
//	answer --text hello          serve on port 8080
//	answer --get http://web/     print what is answered there, and end
package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func main() {
	text := flag.String("text", "", "answer every request with this")
	get := flag.String("get", "", "ask this URL instead of serving")
	flag.Parse()
	var err error
	if *get != "" {
		err = ask(*get)
	} else {
		err = serve(*text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "answer:", err)
		os.Exit(1)
	}
}

func serve(text string) error {
	server := http.Server{
		Addr:              ":8080",
		ReadHeaderTimeout: 5 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(w, text)
		}),
	}
	return server.ListenAndServe()
}

func ask(url string) error {
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(os.Stdout, io.LimitReader(response.Body, 1<<16))
	return err
}
